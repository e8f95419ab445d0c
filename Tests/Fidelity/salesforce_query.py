"""SOQL and its pages by simple-salesforce."""

from datetime import datetime, timezone

import simple_salesforce as client
from simple_salesforce.format import format_soql

import vendors
from checks import check, equal, run, within

sf = vendors.salesforce_as_app()
everyone = len(vendors.control("salesforce", "state")["objects"]["Contact"])


def refused(status, code, act):
    """Fails unless the call is refused with this status and code; says the message."""
    try:
        act()
    except client.SalesforceError as trouble:
        equal((trouble.status, trouble.content[0]["errorCode"]), (status, code))
        return trouble.content[0]["message"]
    raise AssertionError("the call was taken")


@check("a query answers totalSize, done and records with their type and address")
def _():
    found = sf.query("SELECT Id, Name FROM Account ORDER BY Id LIMIT 2")
    equal((found["totalSize"], found["done"], len(found["records"])), (2, True, 2))
    row = found["records"][0]
    equal(list(row), ["attributes", "Id", "Name"])
    equal(row["attributes"]["url"], f"/services/data/v63.0/sobjects/Account/{row['Id']}")


@check("query_all follows nextRecordsUrl over all pages, each record once")
def _():
    found = sf.query_all("SELECT Id FROM Contact ORDER BY SystemModstamp, Id", headers={"Sforce-Query-Options": "batchSize=200"})
    equal((found["totalSize"], found["done"]), (everyone, True))
    equal(len({row["Id"] for row in found["records"]}), everyone)


@check("query_more reads the next page by its address and by its locator")
def _():
    first = sf.query("SELECT Id FROM Contact", headers={"Sforce-Query-Options": "batchSize=200"})
    equal((first["done"], len(first["records"]), first["totalSize"]), (False, 200, everyone))
    by_address = sf.query_more(first["nextRecordsUrl"], identifier_is_url=True)
    by_locator = sf.query_more(first["nextRecordsUrl"].rsplit("/", 1)[1])
    equal([row["Id"] for row in by_address["records"]], [row["Id"] for row in by_locator["records"]])
    assert not {row["Id"] for row in first["records"]} & {row["Id"] for row in by_address["records"]}, "a record is on two pages"


@check("query_all_iter yields every record")
def _():
    equal(sum(1 for _ in sf.query_all_iter("SELECT Id FROM Contact")), everyone)


@check("include_deleted shows what lies in the recycle bin")
def _():
    id = sf.Contact.create({"LastName": "Gone"})["id"]
    sf.Contact.delete(id)
    query = f"SELECT Id, IsDeleted FROM Contact WHERE Id = '{id}'"
    equal(sf.query(query)["records"], [])
    equal(sf.query(query, include_deleted=True)["records"][0]["IsDeleted"], True)


@check("count() answers totalSize and no records")
def _():
    found = sf.query("SELECT COUNT() FROM Contact")
    equal((found["totalSize"], found["records"]), (everyone, []))


@check("values are quoted as the client quotes them: text, lists, booleans, null, instants")
def _():
    name = "O'Neil \\ \"Söhne\""
    id = sf.Account.create({"Name": name})["id"]
    rows = sf.query(format_soql("SELECT Id FROM Account WHERE Name = {} AND IsDeleted = {} AND ParentId = {}", name, False, None))
    equal([row["Id"] for row in rows["records"]], [id])
    rows = sf.query(format_soql("SELECT Id FROM Account WHERE Id IN {}", [id, "001RO0000000001YAA"]))
    equal(rows["totalSize"], 2)
    long_ago = datetime(2001, 1, 1, tzinfo=timezone.utc)
    equal(sf.query(format_soql("SELECT Id FROM Account WHERE SystemModstamp < {}", long_ago))["totalSize"], 0)
    equal(sf.query(format_soql("SELECT Id FROM Account WHERE Name LIKE '{:like}%'", "O'Neil"))["totalSize"], 1)


@check("parents are nested objects, null where there is none; children are nested results, null where there are none")
def _():
    parent = sf.Account.create({"Name": "Parent"})["id"]
    child = sf.Contact.create({"LastName": "Child", "AccountId": parent})["id"]
    alone = sf.Contact.create({"LastName": "Alone"})["id"]
    rows = sf.query(f"SELECT Id, Account.Name FROM Contact WHERE Id IN ('{child}', '{alone}') ORDER BY Id")["records"]
    equal([row["Account"] and row["Account"]["Name"] for row in rows], ["Parent", None])
    rows = sf.query(f"SELECT Id, (SELECT Id FROM Contacts) FROM Account WHERE Id = '{parent}'")["records"]
    within({"totalSize": 1, "done": True}, rows[0]["Contacts"])
    equal(rows[0]["Contacts"]["records"][0]["Id"], child)
    empty = sf.Account.create({"Name": "Empty"})["id"]
    equal(sf.query(f"SELECT Id, (SELECT Id FROM Contacts) FROM Account WHERE Id = '{empty}'")["records"][0]["Contacts"], None)


@check("400 MALFORMED_QUERY")
def _():
    refused(400, "MALFORMED_QUERY", lambda: sf.query("SELECT FROM Account"))
    refused(400, "MALFORMED_QUERY", lambda: sf.query("SELECT Id FROM Account WHERE"))


@check("400 INVALID_FIELD and INVALID_TYPE name the row, the column and what is wrong")
def _():
    said = refused(400, "INVALID_FIELD", lambda: sf.query("SELECT Nope FROM Account"))
    assert "ERROR at Row:1:Column:8" in said and "No such column 'Nope' on entity 'Account'" in said, said
    said = refused(400, "INVALID_TYPE", lambda: sf.query("SELECT Id FROM Acount"))
    assert "sObject type 'Acount' is not supported" in said, said


@check("400 INVALID_QUERY_LOCATOR for a page of a cursor that is gone")
def _():
    refused(400, "INVALID_QUERY_LOCATOR", lambda: sf.query_more("01gRO0000000000YAA-2000"))
    first = sf.query("SELECT Id FROM Contact", headers={"Sforce-Query-Options": "batchSize=200"})
    vendors.control("salesforce", "advance", {"seconds": 3 * 86_400})
    refused(400, "INVALID_QUERY_LOCATOR", lambda: sf.query_more(first["nextRecordsUrl"], identifier_is_url=True))


run()
