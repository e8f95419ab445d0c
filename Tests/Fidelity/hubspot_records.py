"""Single records of HubSpot by hubspot-api-client: what works, and each documented error."""

import json
from datetime import datetime

from hubspot.crm.contacts import PublicGdprDeleteInput, PublicMergeInput
from hubspot.crm.objects import SimplePublicObjectInput, SimplePublicObjectInputForCreate
from hubspot.utils.objects import fetch_all

import vendors
from checks import check, equal, run, within

hub = vendors.hubspot_client()
objects = hub.crm.objects.basic_api
contacts = hub.crm.contacts.basic_api


def refused(status, category, message, act):
    """Fails unless the call is refused with just this status, category and message; says the whole body."""
    try:
        act()
    except Exception as trouble:  # each part of the client has an ApiException of its own
        assert hasattr(trouble, "body"), trouble
        body = json.loads(trouble.body)
        equal((trouble.status, body["status"], body.get("category"), body["message"]), (status, "error", category, message))
        assert body["correlationId"], body
        return body
    raise AssertionError("the call was taken")


def create(kind, associations=(), **properties):
    given = SimplePublicObjectInputForCreate(properties=properties, associations=list(associations))
    return objects.create(kind, simple_public_object_input_for_create=given)


def update(kind, id, **properties):
    return objects.update(kind, id, simple_public_object_input=SimplePublicObjectInput(properties=properties))


@check("create answers 201 with id, properties, times and archived")
def _():
    given = SimplePublicObjectInputForCreate(properties={"email": "Fid.One@x.example", "firstname": "Fid"}, associations=[])
    made, status, headers = objects.create_with_http_info("contacts", simple_public_object_input_for_create=given)
    equal(status, 201)
    within({"email": "fid.one@x.example", "firstname": "Fid", "hs_object_id": made.id}, made.properties)
    equal((made.archived, made.created_at == made.updated_at, isinstance(made.created_at, datetime)), (False, True, True))
    equal(headers["x-hubspot-ratelimit-max"], "100")


@check("every value is text or null, and the client's own types read them")
def _():
    made = create("deals", dealname="Sale", amount="1234.50", closedate="2026-12-31", deal_currency_code="EUR")
    found = objects.get_by_id("deals", made.id, properties=["amount", "closedate", "hs_is_closed", "description"])
    within({"amount": "1234.50", "closedate": "2026-12-31T00:00:00.000Z", "description": None}, found.properties)
    equal(found.properties["hs_is_closed"], "false")


@check("get_by_id reads the default properties, those asked for, and leaves unknown names out")
def _():
    id = create("companies", name="Fidelity", domain="fidelity.example").id
    equal(sorted(objects.get_by_id("companies", id).properties), ["createdate", "domain", "hs_lastmodifieddate", "hs_object_id", "name"])
    found = objects.get_by_id("companies", id, properties=["phone", "nope"]).properties
    assert "phone" in found and "nope" not in found and "domain" not in found, found


@check("get_by_id reads by a property with unique values")
def _():
    id = create("contacts", email="unique@x.example").id
    equal(objects.get_by_id("contacts", "unique@x.example", id_property="email").id, id)


@check("get_by_id reads with history, newest first")
def _():
    id = create("contacts", email="history@x.example", firstname="One").id
    vendors.control("hubspot", "advance", {"seconds": 1})
    update("contacts", id, firstname="Two")
    found = objects.get_by_id("contacts", id, properties_with_history=["firstname"]).properties_with_history["firstname"]
    equal([version.value for version in found], ["Two", "One"])
    equal({version.source_type for version in found}, {"INTEGRATION"})


@check("update answers 200, moves updatedAt, and empty text clears")
def _():
    made = create("contacts", email="update@x.example", firstname="One")
    vendors.control("hubspot", "advance", {"seconds": 1})
    changed = update("contacts", made.id, firstname="")
    assert changed.updated_at > made.updated_at, "updatedAt stood still"
    equal(objects.get_by_id("contacts", made.id, properties=["firstname"]).properties["firstname"], None)


@check("get_page and fetch_all list every record once, a hundred a page")
def _():
    page = contacts.get_page(limit=100)
    equal(len(page.results), 100)
    assert page.paging.next.after and page.paging.next.link.startswith("http"), page.paging
    everyone = fetch_all(contacts)
    equal(len({row.id for row in everyone}), len(everyone))
    state = vendors.control("hubspot", "state")["contacts"]
    equal(len(everyone), sum(1 for row in state if not row["archived"]))
    equal(len(contacts.get_page().results), 10)


@check("archive answers 204, also twice; the record is then listed as archived alone: 404")
def _():
    id = create("contacts", email="archive@x.example").id
    for _ in range(2):
        equal(objects.archive_with_http_info("contacts", id)[1], 204)
    refused(404, "OBJECT_NOT_FOUND", "resource not found", lambda: objects.get_by_id("contacts", id))
    found = objects.get_by_id("contacts", id, archived=True)
    assert found.archived and isinstance(found.archived_at, datetime), found
    assert id in [row.id for row in contacts.get_page(limit=100, archived=True).results]
    refused(404, "OBJECT_NOT_FOUND", "resource not found", lambda: update("contacts", id, firstname="x"))


@check("a merge makes a new record to which both old ids lead")
def _():
    first, second = create("contacts", email="m1@x.example", firstname="One"), create("contacts", email="m2@x.example", lastname="Two")
    merged = contacts.merge(public_merge_input=PublicMergeInput(primary_object_id=first.id, object_id_to_merge=second.id))
    assert merged.id not in (first.id, second.id), merged.id
    for id in (first.id, second.id):
        found = objects.get_by_id("contacts", id, properties=["firstname", "lastname", "email", "hs_merged_object_ids"])
        equal(found.id, merged.id)
        within({"firstname": "One", "lastname": "Two", "email": "m1@x.example"}, found.properties)
        equal(set(found.properties["hs_merged_object_ids"].split(";")), {first.id, second.id})


@check("a privacy deletion answers 204 and leaves nothing, archived or not")
def _():
    id = create("contacts", email="forget@x.example").id
    contacts.purge(public_gdpr_delete_input=PublicGdprDeleteInput(object_id=id))
    for archived in (False, True):
        refused(404, "OBJECT_NOT_FOUND", "resource not found", lambda: objects.get_by_id("contacts", id, archived=archived))


@check("404 OBJECT_NOT_FOUND for a record that is not there")
def _():
    refused(404, "OBJECT_NOT_FOUND", "resource not found", lambda: objects.get_by_id("companies", "1"))


@check("400 VALIDATION_ERROR PROPERTY_DOESNT_EXIST")
def _():
    message = (
        'Property values were not valid: [{"isValid":false,"message":"Property \\"nope\\" does not exist",'
        '"error":"PROPERTY_DOESNT_EXIST","name":"nope","localizedErrorMessage":"Property \\"nope\\" does not exist","portalId":62515}]')
    body = refused(400, "VALIDATION_ERROR", message, lambda: create("contacts", nope="1"))
    equal([(error["code"], error["context"]) for error in body["errors"]], [("PROPERTY_DOESNT_EXIST", {"propertyName": ["nope"]})])


@check("400 VALIDATION_ERROR for values: option, number, instant, e-mail, owner, read-only")
def _():
    cases = [
        ("companies", "type", "NOPE", "INVALID_OPTION"), ("deals", "amount", "a lot", "INVALID_NUMBER"),
        ("deals", "closedate", "soon", "INVALID_LONG"), ("contacts", "email", "nobody", "INVALID_EMAIL"),
        ("contacts", "hubspot_owner_id", "1", "INVALID_OWNER_ID"), ("contacts", "hs_object_id", "1", "READ_ONLY_VALUE"),
        ("contacts", "date_of_birth", "1763800000000", "INVALID_DATE"),
    ]
    for kind, name, value, code in cases:
        try:
            create(kind, **{name: value})
        except Exception as trouble:
            body = json.loads(trouble.body)
            equal((name, trouble.status, body["category"], [error["code"] for error in body["errors"]]),
                  (name, 400, "VALIDATION_ERROR", [code]))
        else:
            raise AssertionError(f"{name} = {value} was taken")


@check("409 CONFLICT names the contact that has the address")
def _():
    id = create("contacts", email="taken@x.example").id
    refused(409, "CONFLICT", f"Contact already exists. Existing ID: {id}", lambda: create("contacts", email="Taken@x.example"))


@check("400 CONFLICTING_UNIQUE_VALUE names the record that has the value")
def _():
    holder = create("companies", name="A", partner_code="P-1").id
    try:
        create("companies", name="B", partner_code="P-1")
    except Exception as trouble:
        body = json.loads(trouble.body)
        equal((trouble.status, body["category"], body["errors"][0]["code"]), (400, "VALIDATION_ERROR", "CONFLICTING_UNIQUE_VALUE"))
        equal(body["errors"][0]["message"], f"{holder} already has that value.")
    else:
        raise AssertionError("taken")


@check("401 INVALID_AUTHENTICATION and EXPIRED_AUTHENTICATION")
def _():
    message = (
        "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at "
        "https://developers.hubspot.com/docs/methods/auth/oauth-overview")
    stranger = vendors.hubspot_client(token="pat-na1-wrong")
    refused(401, "INVALID_AUTHENTICATION", message, lambda: stranger.crm.objects.basic_api.get_page("contacts"))
    vendors.control("hubspot", "faults", {"spec": "token-expired@hubspot=#1"})
    expired = "The OAuth token used to make this call expired 4 hour(s) ago."
    refused(401, "EXPIRED_AUTHENTICATION", expired, lambda: objects.get_page("contacts"))
    vendors.control("hubspot", "faults", {"spec": ""})


@check("429 with the policy that was broken; the daily, the ten-second and the search limit differ")
def _():
    vendors.control("hubspot", "advance", {"seconds": 11})
    try:
        for _ in range(101):
            objects.get_page("contacts", limit=1)
    except Exception as trouble:
        body = json.loads(trouble.body)
        equal((trouble.status, body["errorType"], body["policyName"]), (429, "RATE_LIMIT", "TEN_SECONDLY_ROLLING"))
    else:
        raise AssertionError("a hundred and one calls were taken in ten seconds")
    vendors.control("hubspot", "advance", {"seconds": 11})


@check("403 MISSING_SCOPES, 423 LOCKED, 429 DAILY, 500 and 503")
def _():
    id = create("companies", name="Refused").id
    missing = (
        "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: "
        "https://developers.hubspot.com/scopes.")
    locked = "The resource is locked by another operation. Retry later."
    for fault, status, category, message in [("scope-removed", 403, "MISSING_SCOPES", missing), ("row-locked", 423, "LOCKED", locked)]:
        vendors.control("hubspot", "faults", {"spec": f"{fault}@hubspot=#1"})
        refused(status, category, message, lambda: update("companies", id, name="Changed"))
    for fault, status, part in [("quota-exhausted", 429, '"DAILY"'), ("http-500", 500, "internal error"), ("http-503", 503, "Unavailable")]:
        vendors.control("hubspot", "faults", {"spec": f"{fault}@hubspot=#1"})
        try:
            update("companies", id, name="Changed")
        except Exception as trouble:
            equal((trouble.status, part in str(trouble.body)), (status, True))
        else:
            raise AssertionError("taken")
    vendors.control("hubspot", "faults", {"spec": ""})
    equal(objects.get_by_id("companies", id).properties["name"], "Refused")


@check("the public app's tokens: a refresh token buys an access token for half an hour")
def _():
    api = vendors.hubspot_client().oauth.tokens_api
    app = {"client_id": "b3f1c2d4-0000-4000-8000-0000000000c1", "client_secret": "5d0c9d4e-0000-4000-8000-0000000000c2"}
    found = api.create(grant_type="refresh_token", refresh_token="6f18f21e-a743-4509-b7fd-1a5e632fffa1", **app)
    equal((found.token_type, found.expires_in), ("bearer", 1800))
    assert vendors.hubspot_client(token=found.access_token).crm.objects.basic_api.get_page("contacts").results
    try:
        api.create(grant_type="refresh_token", refresh_token="6f18f21e-a743-4509-b7fd-1a5e632fffa1", **app)
    except Exception as trouble:
        equal((trouble.status, json.loads(trouble.body)["status"]), (400, "BAD_REFRESH_TOKEN"))
    else:
        raise AssertionError("a refresh token was taken twice")


run()
