"""Batches of HubSpot records by hubspot-api-client, among them bad records."""

import json

from hubspot.crm.objects import (
    BatchInputSimplePublicObjectBatchInput, BatchInputSimplePublicObjectBatchInputForCreate,
    BatchInputSimplePublicObjectBatchInputUpsert, BatchInputSimplePublicObjectId, BatchReadInputSimplePublicObjectId,
    SimplePublicObjectBatchInput, SimplePublicObjectBatchInputForCreate, SimplePublicObjectBatchInputUpsert, SimplePublicObjectId)

import vendors
from checks import check, equal, run, within

api = vendors.hubspot_client().crm.objects.batch_api
basic = vendors.hubspot_client().crm.objects.basic_api


def create(kind, rows, trace=False):
    inputs = [
        SimplePublicObjectBatchInputForCreate(
            properties=row, associations=[], object_write_trace_id=f"t{place}" if trace else None)
        for place, row in enumerate(rows)]
    given = BatchInputSimplePublicObjectBatchInputForCreate(inputs=inputs)
    return api.create_with_http_info(kind, batch_input_simple_public_object_batch_input_for_create=given)


def ids(kind, count):
    found = create(kind, [{"name": f"Batch {place}"} for place in range(count)])[0].results
    return [row.id for row in sorted(found, key=lambda row: row.properties["name"])]


def read(kind, rows, properties=("name",), archived=False, **more):
    given = BatchReadInputSimplePublicObjectId(
        inputs=[SimplePublicObjectId(id=id) for id in rows], properties=list(properties), properties_with_history=[], **more)
    return api.read_with_http_info(kind, batch_read_input_simple_public_object_id=given, archived=archived)


@check("create answers 201 with a result for each")
def _():
    found, status, _ = create("companies", [{"name": "A"}, {"name": "B"}])
    equal((status, found.status, {row.properties["name"] for row in found.results}), (201, "COMPLETE", {"A", "B"}))


@check("create with one bad record: nothing is made without trace ids")
def _():
    before = len(vendors.control("hubspot", "state")["companies"])
    try:
        create("companies", [{"name": "A"}, {"nope": "B"}])
    except Exception as trouble:
        equal((trouble.status, json.loads(trouble.body)["category"]), (400, "VALIDATION_ERROR"))
    else:
        raise AssertionError("taken")
    equal(len(vendors.control("hubspot", "state")["companies"]), before)


@check("create with one bad record: 207 with the bad one's trace id, the others are made")
def _():
    found, status, _ = create("companies", [{"name": "A"}, {"nope": "B"}, {"name": "C"}], trace=True)
    equal((status, found.num_errors, {row.properties["name"] for row in found.results}), (207, 1, {"A", "C"}))
    equal((found.errors[0].category, found.errors[0].context["objectWriteTraceId"]), ("VALIDATION_ERROR", ["t1"]))


@check("read by ids, and by a property with unique values; 207 names the ids that are not there")
def _():
    first, second = ids("companies", 2)
    equal({row.id for row in read("companies", [first, second])[0].results}, {first, second})
    found, status, _ = read("companies", [first, "1"])
    equal((status, [row.id for row in found.results], found.errors[0].category), (207, [first], "OBJECT_NOT_FOUND"))
    equal(found.errors[0].context["ids"], ["1"])
    email = "batch.read@x.example"
    create("contacts", [{"email": email}])
    equal(len(read("contacts", [email], ("email",), id_property="email")[0].results), 1)


@check("update with one record that is gone: 207, the other is changed")
def _():
    first, second = ids("companies", 2)
    basic.archive("companies", second)
    inputs = [
        SimplePublicObjectBatchInput(id=id, properties={"name": "Changed"}, object_write_trace_id=f"t{id}") for id in (first, second)]
    given = BatchInputSimplePublicObjectBatchInput(inputs=inputs)
    found, status, _ = api.update_with_http_info("companies", batch_input_simple_public_object_batch_input=given)
    equal((status, [row.id for row in found.results]), (207, [first]))
    equal((found.errors[0].category, basic.get_by_id("companies", first).properties["name"]), ("OBJECT_NOT_FOUND", "Changed"))


@check("upsert tells what is new, by a property with unique values")
def _():
    create("companies", [{"name": "There", "partner_code": "U-1"}])
    inputs = [
        SimplePublicObjectBatchInputUpsert(id=code, id_property="partner_code", properties={"name": "Upserted"},
                                           object_write_trace_id=code) for code in ("U-1", "U-2")]
    given = BatchInputSimplePublicObjectBatchInputUpsert(inputs=inputs)
    found, status, _ = api.upsert_with_http_info("companies", batch_input_simple_public_object_batch_input_upsert=given)
    equal(status, 200)
    equal({row.object_write_trace_id: row.new for row in found.results}, {"U-1": False, "U-2": True})


@check("archive answers 204")
def _():
    first, second = ids("companies", 2)
    given = BatchInputSimplePublicObjectId(inputs=[SimplePublicObjectId(id=id) for id in (first, second)])
    equal(api.archive_with_http_info("companies", batch_input_simple_public_object_id=given)[1], 204)
    equal({row.id for row in read("companies", [first, second], archived=True)[0].results}, {first, second})


@check("more than a hundred inputs, or the same id twice, are refused: 400 VALIDATION_ERROR")
def _():
    first = ids("companies", 1)[0]
    try:
        read("companies", [str(number) for number in range(101)])
    except Exception as trouble:
        within({"category": "VALIDATION_ERROR", "status": "error"}, json.loads(trouble.body))
        equal(trouble.status, 400)
    else:
        raise AssertionError("taken")
    inputs = [SimplePublicObjectBatchInput(id=first, properties={"name": "x"})] * 2
    try:
        given = BatchInputSimplePublicObjectBatchInput(inputs=inputs)
        api.update("companies", batch_input_simple_public_object_batch_input=given)
    except Exception as trouble:
        equal(json.loads(trouble.body)["message"], f"Duplicate IDs found in batch input: [{first}]. IDs must be unique")
    else:
        raise AssertionError("taken")


run()
