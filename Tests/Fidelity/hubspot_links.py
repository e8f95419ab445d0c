"""Associations, and what the portal says about itself, by hubspot-api-client."""

import json

from hubspot.crm.associations.v4 import (
    AssociationSpec, BatchInputPublicAssociationMultiArchive, BatchInputPublicAssociationMultiPost,
    BatchInputPublicDefaultAssociationMultiPost, BatchInputPublicFetchAssociationsBatchRequest, PublicAssociationMultiArchive,
    PublicAssociationMultiPost, PublicDefaultAssociationMultiPost, PublicFetchAssociationsBatchRequest, PublicObjectId)
from hubspot.crm.objects import PublicAssociationsForObject, SimplePublicObjectInputForCreate

import vendors
from checks import check, equal, run

hub = vendors.hubspot_client()
links = hub.crm.associations.v4.basic_api
many = hub.crm.associations.v4.batch_api
basic = hub.crm.objects.basic_api


def create(kind, associations=(), **properties):
    given = SimplePublicObjectInputForCreate(properties=properties, associations=list(associations))
    return basic.create(kind, simple_public_object_input_for_create=given).id


def of(kind, id, to):
    """The linked ids with their type ids."""
    rows = links.get_page(kind, id, to).results
    return {str(row.to_object_id): {type.type_id for type in row.association_types} for row in rows}


def spec(label, kind="deals", to="companies"):
    types = hub.crm.associations.v4.schema.definitions_api.get_all(kind, to).results
    type = next(type for type in types if (type.label or "").lower() == label)
    return AssociationSpec(association_category=type.category, association_type_id=type.type_id)


@check("a default link is seen from both ends, with the documented type ids")
def _():
    contact, company = create("contacts", email="l1@x.example"), create("companies", name="L")
    links.create_default("contacts", contact, "companies", company)
    assert 279 in of("contacts", contact, "companies")[company], of("contacts", contact, "companies")
    assert 280 in of("companies", company, "contacts")[contact], of("companies", company, "contacts")


@check("labels are told, and a link takes one beside the plain type")
def _():
    deal, company = create("deals", dealname="D"), create("companies", name="P")
    partner = spec("partner")
    equal(partner.association_category, "USER_DEFINED")
    links.create("deals", deal, "companies", company, association_spec=[partner])
    assert {partner.association_type_id, 341} <= of("deals", deal, "companies")[company], of("deals", deal, "companies")


@check("a record is made with its links, and read with them")
def _():
    company = create("companies", name="C")
    given = PublicAssociationsForObject(
        to={"id": company}, types=[{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279}])
    contact = create("contacts", [given], email="l2@x.example")
    found = basic.get_by_id("contacts", contact, associations=["companies"]).associations["companies"].results
    equal({row.id for row in found}, {company})


@check("archive ends a link, and is no error where there is none")
def _():
    contact, company = create("contacts", email="l3@x.example"), create("companies", name="A")
    links.create_default("contacts", contact, "companies", company)
    for _ in range(2):
        links.archive("contacts", contact, "companies", company)
    equal(of("contacts", contact, "companies"), {})


@check("batches: default links, labelled links, reading, archiving; 207 names what has no links")
def _():
    contacts = [create("contacts", email=f"l4-{place}@x.example") for place in range(2)]
    company = create("companies", name="B")
    pairs = [PublicDefaultAssociationMultiPost(_from=PublicObjectId(id=id), to=PublicObjectId(id=company)) for id in contacts]
    many.create_default("contacts", "companies", BatchInputPublicDefaultAssociationMultiPost(inputs=pairs))
    given = BatchInputPublicFetchAssociationsBatchRequest(
        inputs=[PublicFetchAssociationsBatchRequest(id=id) for id in [*contacts, create("contacts", email="l4-none@x.example")]])
    found, status, _ = many.get_page_with_http_info("contacts", "companies", given)
    equal((status, {row._from.id for row in found.results}), (207, set(contacts)))
    equal(found.errors[0].category, "OBJECT_NOT_FOUND")
    gone = PublicAssociationMultiArchive(_from=PublicObjectId(id=contacts[0]), to=[PublicObjectId(id=company)])
    many.archive("contacts", "companies", BatchInputPublicAssociationMultiArchive(inputs=[gone]))
    equal((of("contacts", contacts[0], "companies"), list(of("contacts", contacts[1], "companies"))), ({}, [company]))
    deal = create("deals", dealname="B")
    row = PublicAssociationMultiPost(_from=PublicObjectId(id=deal), to=PublicObjectId(id=company), types=[spec("partner")])
    made, status, _ = many.create_with_http_info("deals", "companies", BatchInputPublicAssociationMultiPost(inputs=[row]))
    equal((status, len(made.results)), (201, 1))


@check("a link to a record that is not there is refused: 404 OBJECT_NOT_FOUND")
def _():
    contact = create("contacts", email="l5@x.example")
    try:
        links.create_default("contacts", contact, "companies", "1")
    except Exception as trouble:
        equal((trouble.status, json.loads(trouble.body)["category"]), (404, "OBJECT_NOT_FOUND"))
    else:
        raise AssertionError("taken")


@check("properties: type, field type, options, uniqueness and whether they may be written")
def _():
    found = {row.name: row for row in hub.crm.properties.core_api.get_all("companies").results}
    equal((found["name"].type, found["annualrevenue"].type, found["type"].type), ("string", "number", "enumeration"))
    assert "PARTNER" in [option.value for option in found["type"].options], found["type"].options
    equal((found["partner_code"].has_unique_value, found["name"].has_unique_value), (True, False))
    equal(found["hs_object_id"].modification_metadata.read_only_value, True)
    one = hub.crm.properties.core_api.get_by_name("contacts", "email")
    equal((one.name, one.field_type), ("email", "text"))
    try:
        hub.crm.properties.core_api.get_by_name("contacts", "nope")
    except Exception as trouble:
        equal(trouble.status, 404)
    else:
        raise AssertionError("taken")


@check("pipelines with their stages, closed ones told by metadata")
def _():
    found = hub.crm.pipelines.pipelines_api.get_all("deals").results
    stages = {stage.id: stage.metadata for stage in found[0].stages}
    equal((stages["closedwon"]["isClosed"], stages["closedwon"]["probability"]), ("true", "1.0"))
    equal(hub.crm.pipelines.pipelines_api.get_by_id("deals", "default").id, "default")


@check("owners: ids differ from user ids, archived ones are listed apart")
def _():
    found = hub.crm.owners.owners_api.get_page(limit=100).results
    assert found and all(owner.id != str(owner.user_id) for owner in found), found
    equal(hub.crm.owners.owners_api.get_by_id(int(found[0].id)).email, found[0].email)
    gone = hub.crm.owners.owners_api.get_page(archived=True).results
    assert gone and all(owner.archived for owner in gone), gone


@check("the schema of the custom object")
def _():
    found = hub.crm.schemas.core_api.get_all().results
    equal([(row.name, row.fully_qualified_name) for row in found], [("referrals", "p62515_referrals")])


run()
