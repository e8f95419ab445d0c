"""Single records of Salesforce by simple-salesforce: what works, and each documented error."""

from datetime import datetime, timedelta, timezone

import simple_salesforce as client

import vendors
from checks import check, equal, run, within

sf = vendors.salesforce_as_app()


def refused(status, code, message, fields, act):
    """Fails unless the call is refused with just this status, code, message and list of fields (None: none shown)."""
    try:
        act()
    except client.SalesforceError as trouble:
        error = {"message": message, "errorCode": code}
        if fields is not None:
            error["fields"] = fields
        equal((trouble.status, trouble.content), (status, [error]))
    else:
        raise AssertionError("the call was taken")


def account(**fields):
    return sf.Account.create({"Name": "Fidelity Ltd", **fields})["id"]


@check("create answers with id, success and no errors; the id has 18 characters")
def _():
    made = sf.Account.create({"Name": "Fidelity Ltd", "Website": "https://fidelity.example"})
    equal((made["success"], made["errors"], len(made["id"]), made["id"][:3]), (True, [], 18, "001"))


@check("get reads all fields, by 18 and by 15 characters of the id")
def _():
    id = account(Phone="+1 212 555 0100")
    for text in (id, id[:15]):
        found = sf.Account.get(text)
        within({"Id": id, "Name": "Fidelity Ltd", "Phone": "+1 212 555 0100", "IsDeleted": False, "Website": None}, found)
        within({"type": "Account", "url": f"/services/data/v63.0/sobjects/Account/{id}"}, found["attributes"])


@check("times are text in UTC with milliseconds, money is a number")
def _():
    made = sf.Opportunity.create({"Name": "Sale", "StageName": "Proposal", "CloseDate": "2026-12-31", "Amount": 1234.5})
    found = sf.Opportunity.get(made["id"])
    datetime.strptime(found["SystemModstamp"], "%Y-%m-%dT%H:%M:%S.000+0000")
    equal((found["CloseDate"], found["Amount"], found["IsClosed"]), ("2026-12-31", 1234.5, False))


@check("update answers 204 and moves LastModifiedDate and SystemModstamp")
def _():
    id = account()
    before = sf.Account.get(id)
    vendors.control("salesforce", "advance", {"seconds": 2})
    equal(sf.Account.update(id, {"Phone": "1"}), 204)
    after = sf.Account.get(id)
    equal(after["Phone"], "1")
    assert after["SystemModstamp"] > before["SystemModstamp"], "SystemModstamp stood still"
    assert after["LastModifiedDate"] > before["LastModifiedDate"], "LastModifiedDate stood still"


@check("null clears a field, and text is kept in any script")
def _():
    id = account(Phone="1", Description="naïve 東京 🙂")
    sf.Account.update(id, {"Phone": None})
    found = sf.Account.get(id)
    equal((found["Phone"], found["Description"]), (None, "naïve 東京 🙂"))


@check("get_by_custom_id reads by an external id")
def _():
    id = account(Entente_Id__c="fidelity:custom")
    equal(sf.Account.get_by_custom_id("Entente_Id__c", "fidelity:custom")["Id"], id)


@check("upsert by an external id answers 201 when it makes and 200 when it changes")
def _():
    equal(sf.Account.upsert("Entente_Id__c/fidelity:upsert", {"Name": "Made"}), 201)
    equal(sf.Account.upsert("Entente_Id__c/fidelity:upsert", {"Name": "Changed"}), 200)
    said = sf.Account.upsert("Entente_Id__c/fidelity:upsert", {"Name": "Again"}, raw_response=True).json()
    within({"success": True, "errors": [], "created": False}, said)
    equal(sf.Account.get(said["id"])["Name"], "Again")


@check("delete answers 204; the record is then gone from reading and from queries: 404 ENTITY_IS_DELETED")
def _():
    id = account()
    equal(sf.Account.delete(id), 204)
    refused(404, "ENTITY_IS_DELETED", "entity is deleted", [], lambda: sf.Account.get(id))
    refused(404, "ENTITY_IS_DELETED", "entity is deleted", [], lambda: sf.Account.update(id, {"Name": "x"}))
    refused(404, "ENTITY_IS_DELETED", "entity is deleted", [], lambda: sf.Account.delete(id))
    equal(sf.query(f"SELECT Id FROM Account WHERE Id = '{id}'")["totalSize"], 0)


@check("a record comes back by Apex under its id")
def _():
    id = account()
    sf.Account.delete(id)
    said = sf.toolingexecute("executeAnonymous/", method="GET", params={"anonymousBody": f"Database.undelete('{id}');"})
    within({"compiled": True, "success": True, "compileProblem": None, "exceptionMessage": None}, said)
    equal(sf.Account.get(id)["IsDeleted"], False)


@check("a merge leaves the loser deleted with the winner as its master, and moves its children")
def _():
    winner, loser = account(), account()
    child = sf.Contact.create({"LastName": "Child", "AccountId": loser})["id"]
    code = f"Database.merge(new Account(Id = '{winner}'), '{loser}');"
    within({"success": True}, sf.toolingexecute("executeAnonymous/", params={"anonymousBody": code}))
    rows = sf.query_all(f"SELECT Id, IsDeleted, MasterRecordId FROM Account WHERE Id = '{loser}'", include_deleted=True)
    within({"IsDeleted": True, "MasterRecordId": winner}, rows["records"][0])
    equal(sf.Contact.get(child)["AccountId"], winner)


@check("describe names objects and the fields of one, with types, options and rights")
def _():
    names = {found["name"]: found for found in sf.describe()["sobjects"]}
    within({"keyPrefix": "001", "createable": True, "queryable": True}, names["Account"])
    fields = {field["name"]: field for field in sf.Account.describe()["fields"]}
    within({"type": "string", "nillable": False, "updateable": True}, fields["Name"])
    within({"type": "datetime", "updateable": False, "createable": False}, fields["SystemModstamp"])
    within({"externalId": True, "unique": True, "custom": True}, fields["Entente_Id__c"])
    equal([option["value"] for option in fields["Partner_Tier__c"]["picklistValues"]], ["Gold", "Silver", "Bronze"])
    equal(sf.Account.metadata()["objectDescribe"]["name"], "Account")


@check("limits, and the use of the API that every answer tells")
def _():
    within({"Max": 100000}, sf.limits()["DailyApiRequests"])
    before = sf.api_usage["api-usage"].used
    sf.describe()
    equal(sf.api_usage["api-usage"].used, before + 1)


@check("updated and deleted list the ids of a span of time")
def _():
    now = datetime.strptime(vendors.control("salesforce", "advance", {"seconds": 0})["now"], "%Y-%m-%dT%H:%M:%S.%fZ")
    now = now.replace(tzinfo=timezone.utc)
    kept, gone = account(), account()
    sf.Account.delete(gone)
    vendors.control("salesforce", "advance", {"seconds": 120})
    span = (now - timedelta(hours=1), now + timedelta(minutes=2))
    found = sf.Account.updated(*span)
    assert kept in found["ids"] and gone not in found["ids"], found
    datetime.strptime(found["latestDateCovered"], "%Y-%m-%dT%H:%M:%S.000+0000")
    found = sf.Account.deleted(*span)
    assert gone in [row["id"] for row in found["deletedRecords"]], found
    assert "earliestDateAvailable" in found and "latestDateCovered" in found, found


@check("404 NOT_FOUND for a record, an object or a field of keys that is not there")
def _():
    missing = "The requested resource does not exist"
    refused(404, "NOT_FOUND", missing, None, lambda: sf.Account.get("001RO00000zzzzz"))
    refused(404, "NOT_FOUND", missing, None, lambda: sf.Acount.get("001RO0000000001"))
    refused(
        404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: Nope__c", None,
        lambda: sf.Account.get_by_custom_id("Nope__c", "1"))


@check("400 REQUIRED_FIELD_MISSING")
def _():
    refused(400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [Name]", ["Name"], lambda: sf.Account.create({"Phone": "1"}))
    refused(
        400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName]", ["LastName"],
        lambda: sf.Contact.create({"FirstName": "A"}))


@check("400 INVALID_FIELD for a field the object does not have, and for an id in the body")
def _():
    refused(
        400, "INVALID_FIELD", "No such column 'Nope' on sobject of type Account", None,
        lambda: sf.Account.create({"Name": "x", "Nope": 1}))
    id = account()
    refused(
        400, "INVALID_FIELD", "The Id field should not be specified in the sobject data.", ["Id"],
        lambda: sf.Account.update(id, {"Id": id}))


@check("400 INVALID_FIELD_FOR_INSERT_UPDATE for a field that only the system writes")
def _():
    message = (
        "Unable to create/update fields: SystemModstamp. Please check the security settings of this field and verify that it is "
        "read/write for your profile or permission set.")
    refused(
        400, "INVALID_FIELD_FOR_INSERT_UPDATE", message, ["SystemModstamp"],
        lambda: sf.Account.create({"Name": "x", "SystemModstamp": "2026-01-01T00:00:00Z"}))


@check("400 STRING_TOO_LONG")
def _():
    try:
        sf.Account.create({"Name": "x" * 300})
    except client.SalesforceMalformedRequest as trouble:
        within({"errorCode": "STRING_TOO_LONG", "fields": ["Name"]}, trouble.content[0])
        assert "max length=255" in trouble.content[0]["message"], trouble.content
    else:
        raise AssertionError("taken")


@check("400 INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST")
def _():
    refused(
        400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "Partner Tier: bad value for restricted picklist field: Platinum",
        ["Partner_Tier__c"], lambda: sf.Account.create({"Name": "x", "Partner_Tier__c": "Platinum"}))


@check("400 DUPLICATE_VALUE names the record that has the value")
def _():
    holder = account(Entente_Id__c="fidelity:taken")
    message = f"duplicate value found: Entente_Id__c duplicates value on record with id: {holder[:15]}"
    refused(400, "DUPLICATE_VALUE", message, [], lambda: account(Entente_Id__c="fidelity:taken"))


@check("400 INVALID_CROSS_REFERENCE_KEY for a lookup to a record that is not there, MALFORMED_ID for text that is no id")
def _():
    refused(
        400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", ["AccountId"],
        lambda: sf.Contact.create({"LastName": "x", "AccountId": "001RO00000zzzzzYAA"}))
    refused(
        400, "MALFORMED_ID", "Account ID: id value of incorrect type: nobody", ["AccountId"],
        lambda: sf.Contact.create({"LastName": "x", "AccountId": "nobody"}))


@check("400 INVALID_EMAIL_ADDRESS")
def _():
    refused(
        400, "INVALID_EMAIL_ADDRESS", "Email: invalid email address: not an address", ["Email"],
        lambda: sf.Contact.create({"LastName": "x", "Email": "not an address"}))


@check("400 CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY for an object without updates")
def _():
    first, second = account(), account()
    made = sf.Partner.create({"AccountFromId": first, "AccountToId": second, "Role": "Reseller"})
    refused(
        400, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "entity type Partner does not support update", [],
        lambda: sf.Partner.update(made["id"], {"Role": "Referral"}))


@check("400 JSON_PARSER_ERROR for a body that is no JSON")
def _():
    try:
        sf.restful("sobjects/Account", method="POST", data="{not json")
    except client.SalesforceMalformedRequest as trouble:
        equal(trouble.content[0]["errorCode"], "JSON_PARSER_ERROR")
    else:
        raise AssertionError("taken")


@check("412 for an update of a record that changed after If-Unmodified-Since")
def _():
    id = account()
    early = "Wed, 01 Jan 2020 00:00:00 GMT"
    try:
        sf.Contact.update(sf.Contact.create({"LastName": "x"})["id"], {"FirstName": "y"}, headers={"If-Unmodified-Since": early})
    except client.SalesforceGeneralError as trouble:
        equal(trouble.status, 412)
    else:
        raise AssertionError("taken")
    late = "Wed, 01 Jan 2080 00:00:00 GMT"
    equal(sf.Account.update(id, {"Phone": "2"}, headers={"If-Unmodified-Since": late}), 204)


@check("400 DUPLICATES_DETECTED names the record that matches, under the key that Salesforce misspells")
def _():
    there = sf.Contact.create({"LastName": "Twin", "Email": "twin@fidelity.example"})["id"]
    vendors.control("salesforce", "faults", {"spec": "duplicate-rule@salesforce=#1"})
    try:
        sf.Contact.create({"LastName": "Twin", "Email": "twin@fidelity.example"})
    except client.SalesforceMalformedRequest as trouble:
        within({"errorCode": "DUPLICATES_DETECTED", "message": "Use one of these records?"}, trouble.content[0])
        matches = trouble.content[0]["duplicateResut"]["matchResults"][0]["matchRecords"]
        equal([match["record"]["Id"] for match in matches], [there])
    else:
        raise AssertionError("taken")
    vendors.control("salesforce", "faults", {"spec": ""})


@check("400 UNABLE_TO_LOCK_ROW and FIELD_CUSTOM_VALIDATION_EXCEPTION, 403 INSUFFICIENT_ACCESS_OR_READONLY")
def _():
    id = account()
    cases = [
        ("row-locked", 400, "UNABLE_TO_LOCK_ROW", f"unable to obtain exclusive access to this record or 1 records: {id}"),
        ("validation-rule", 400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "This record must be approved before it is changed."),
        ("permission-lost", 404, "NOT_FOUND", "The requested resource does not exist"),
        ("scope-removed", 403, "INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id"),
    ]
    for fault, status, code, message in cases:
        vendors.control("salesforce", "faults", {"spec": f"{fault}@salesforce=#1"})
        fields = None if status == 404 else []
        refused(status, code, message, fields, lambda: sf.Account.update(id, {"Phone": "9"}))
    vendors.control("salesforce", "faults", {"spec": ""})
    equal(sf.Account.get(id)["Phone"], None)


@check("403 REQUEST_LIMIT_EXCEEDED, 500 UNKNOWN_EXCEPTION and 503 SERVER_UNAVAILABLE")
def _():
    cases = [
        ("rate-limited", 403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded."),
        ("quota-exhausted", 403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
        ("http-503", 503, "SERVER_UNAVAILABLE", "Server is unavailable"),
    ]
    for fault, status, code, message in cases:
        vendors.control("salesforce", "faults", {"spec": f"{fault}@salesforce=#1"})
        refused(status, code, message, None, lambda: sf.Account.describe())
    vendors.control("salesforce", "faults", {"spec": "http-500@salesforce=#1"})
    try:
        sf.Account.describe()
    except client.SalesforceGeneralError as trouble:
        equal((trouble.status, trouble.content[0]["errorCode"]), (500, "UNKNOWN_EXCEPTION"))
    else:
        raise AssertionError("taken")
    vendors.control("salesforce", "faults", {"spec": ""})


run()
