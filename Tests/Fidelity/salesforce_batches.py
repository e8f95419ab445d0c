"""Collections of Salesforce records by simple-salesforce's `restful`, among them bad ones."""

import simple_salesforce as client

import vendors
from checks import check, equal, run, within

sf = vendors.salesforce_as_app()
PATH = "composite/sobjects"


def accounts(count, **fields):
    return [{"attributes": {"type": "Account"}, "Name": f"Batch {place}", **fields} for place in range(count)]


def create(records, all_or_none=False):
    return sf.restful(PATH, method="POST", json={"allOrNone": all_or_none, "records": records})


def ids(count):
    return [row["id"] for row in create(accounts(count))]


@check("create: a row for each record, in their order, with status 200")
def _():
    rows = create(accounts(3))
    equal([(row["success"], row["errors"], len(row["id"])) for row in rows], [(True, [], 18)] * 3)
    equal([sf.Account.get(row["id"])["Name"] for row in rows], ["Batch 0", "Batch 1", "Batch 2"])


@check("create with one bad record: the others are made, the bad row tells statusCode, message and fields")
def _():
    records = accounts(3)
    records[1] = {"attributes": {"type": "Account"}}
    rows = create(records)
    equal([row["success"] for row in rows], [True, False, True])
    equal(rows[1]["errors"], [
        {"statusCode": "REQUIRED_FIELD_MISSING", "message": "Required fields are missing: [Name]", "fields": ["Name"]}])
    assert "id" not in rows[1], rows[1]


@check("create with one bad record and allOrNone: none is made, the good rows say ALL_OR_NONE_OPERATION_ROLLED_BACK")
def _():
    before = sf.query("SELECT COUNT() FROM Account")["totalSize"]
    records = accounts(2)
    records[1] = {"attributes": {"type": "Account"}, "Name": "x", "Nope": 1}
    rows = create(records, all_or_none=True)
    equal([row["errors"][0]["statusCode"] for row in rows], ["ALL_OR_NONE_OPERATION_ROLLED_BACK", "INVALID_FIELD"])
    equal(sf.query("SELECT COUNT() FROM Account")["totalSize"], before)


@check("create of several kinds of record at once")
def _():
    rows = create([*accounts(1), {"attributes": {"type": "Contact"}, "LastName": "Batch"}])
    equal([row["id"][:3] for row in rows], ["001", "003"])


@check("update with one bad record")
def _():
    first, second = ids(2)
    sf.Account.delete(second)
    records = [{"attributes": {"type": "Account"}, "id": id, "Name": "Changed"} for id in (first, second)]
    rows = sf.restful(PATH, method="PATCH", json={"allOrNone": False, "records": records})
    equal(rows[0], {"id": first, "success": True, "errors": []})
    equal((rows[1]["success"], rows[1]["errors"][0]["statusCode"]), (False, "ENTITY_IS_DELETED"))
    equal(sf.Account.get(first)["Name"], "Changed")


@check("upsert by an external id tells what was made and what was changed, with one bad record")
def _():
    sf.Account.upsert("Entente_Id__c/fidelity:batch-1", {"Name": "There"})
    records = [{"attributes": {"type": "Account"}, "Entente_Id__c": f"fidelity:batch-{place}", "Name": "Upserted"} for place in (1, 2)]
    records.append({"attributes": {"type": "Account"}, "Entente_Id__c": "fidelity:batch-3", "Name": "x", "Partner_Tier__c": "Tin"})
    rows = sf.restful(f"{PATH}/Account/Entente_Id__c", method="PATCH", json={"allOrNone": False, "records": records})
    equal([(row["success"], row.get("created")) for row in rows[:2]], [(True, False), (True, True)])
    equal(rows[2]["errors"][0]["statusCode"], "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST")


@check("delete of many, one of which is gone already")
def _():
    first, second, third = ids(3)
    sf.Account.delete(second)
    rows = sf.restful(PATH, method="DELETE", params={"ids": f"{first},{second},{third}", "allOrNone": "false"})
    equal([row["success"] for row in rows], [True, False, True])
    equal(rows[1]["errors"][0]["statusCode"], "ENTITY_IS_DELETED")


@check("retrieve of many by GET and by POST, null for what is not there")
def _():
    first, second = ids(2)
    missing = "001RO00000zzzzzYAA"
    rows = sf.restful(f"{PATH}/Account", params={"ids": f"{first},{missing}", "fields": "Name"})
    equal([row and row["Name"] for row in rows], ["Batch 0", None])
    rows = sf.restful(f"{PATH}/Account", method="POST", json={"ids": [first, second], "fields": ["Name"]})
    equal([row["Name"] for row in rows], ["Batch 0", "Batch 1"])


@check("more than 200 records are refused")
def _():
    try:
        create(accounts(201))
    except client.SalesforceMalformedRequest as trouble:
        within({"errorCode": "EXCEEDED_ID_LIMIT"}, trouble.content[0])
    else:
        raise AssertionError("taken")


@check("a locked row fails alone: UNABLE_TO_LOCK_ROW")
def _():
    vendors.control("salesforce", "faults", {"spec": "partial-batch@salesforce=#1"})
    rows = create(accounts(3))
    vendors.control("salesforce", "faults", {"spec": ""})
    equal(sorted(row["errors"][0]["statusCode"] for row in rows if not row["success"]), ["UNABLE_TO_LOCK_ROW"])


run()
