"""A person's hands at HubSpot, by hubspot-api-client."""

from hubspot.crm.associations.v4 import AssociationSpec
from hubspot.crm.contacts import PublicGdprDeleteInput, PublicMergeInput
from hubspot.crm.objects import (
    BatchInputSimplePublicObjectBatchInput, Filter, FilterGroup, PublicObjectSearchRequest, SimplePublicObjectBatchInput,
    SimplePublicObjectInput, SimplePublicObjectInputForCreate)

import vendors


class HubSpotHands:
    """Works with the private app's token: HubSpot gives people no other way in than its pages."""

    def __init__(self):
        self._client = vendors.hubspot_client()
        self._objects = self._client.crm.objects

    def create(self, object, fields):
        given = SimplePublicObjectInputForCreate(properties=self._texts(fields), associations=[])
        return {"id": self._objects.basic_api.create(object, simple_public_object_input_for_create=given).id}

    def update(self, object, id, fields):
        given = SimplePublicObjectInput(properties=self._texts(fields))
        return {"id": self._objects.basic_api.update(object, id, simple_public_object_input=given).id}

    def archive(self, object, id):
        self._objects.basic_api.archive(object, id)
        return {"id": id}

    def delete(self, object, id):
        """People's delete button archives."""
        return self.archive(object, id)

    def purge(self, object, id):
        """Forgets a contact for good, as a privacy request does."""
        self._kind(object, ["contacts"]).purge(public_gdpr_delete_input=PublicGdprDeleteInput(object_id=id))
        return {"id": id}

    def undelete(self, object, id):
        """HubSpot's interface cannot restore, its pages can: the sandbox's own control stands in for them."""
        vendors.control("hubspot", "edit", {"action": "undelete", "object": object, "id": id})
        return {"id": id}

    def merge(self, object, id, into):
        """Merges `id` into `into`; the record that comes of it has an id of its own."""
        given = PublicMergeInput(object_id_to_merge=id, primary_object_id=into)
        return {"id": self._kind(object, ["contacts", "companies", "deals"]).merge(public_merge_input=given).id}

    def get(self, object, id, fields=None, archived=False):
        found = self._objects.basic_api.get_by_id(object, id, properties=fields or self._names(object), archived=archived)
        return {"id": found.id, "fields": found.properties, "archived": found.archived}

    def find(self, object, where, fields=("hs_object_id",)):
        """The records whose properties have these values, as far as the search index knows."""
        filters = [Filter(property_name=name, operator="EQ", value=self._text(value)) for name, value in where.items()]
        given = PublicObjectSearchRequest(filter_groups=[FilterGroup(filters=filters)], properties=list(fields), limit=100)
        rows = self._objects.search_api.do_search(object, public_object_search_request=given).results
        return [{"id": row.id, "fields": row.properties} for row in rows]

    def associate(self, object, id, to, to_id, label=None):
        """Links two records, with one of the portal's labels where it is named."""
        api = self._client.crm.associations.v4.basic_api
        if label is None:
            api.create_default(object, id, to, to_id)
        else:
            types = self._client.crm.associations.v4.schema.definitions_api.get_all(object, to).results
            chosen = next(type for type in types if (type.label or "").lower() == label.lower())
            spec = AssociationSpec(association_category=chosen.category, association_type_id=chosen.type_id)
            api.create(object, id, to, to_id, association_spec=[spec])
        return {"id": id}

    def dissociate(self, object, id, to, to_id):
        """Ends a link with all its labels."""
        self._client.crm.associations.v4.basic_api.archive(object, id, to, to_id)
        return {"id": id}

    def links(self, object, id, to):
        """The records of another kind that a record is linked to."""
        rows = self._client.crm.associations.v4.basic_api.get_page(object, id, to, limit=500).results
        return [{"id": str(row.to_object_id), "labels": [type.label for type in row.association_types]} for row in rows]

    def batch(self, object, rows):
        """Updates up to 100 records at once."""
        inputs = [SimplePublicObjectBatchInput(id=row["id"], properties=self._texts(row["fields"])) for row in rows]
        given = BatchInputSimplePublicObjectBatchInput(inputs=inputs)
        done = self._objects.batch_api.update(object, batch_input_simple_public_object_batch_input=given)
        return [{"id": row.id} for row in done.results]

    def _kind(self, object, known):
        """The client of one kind of record: it can more than the one for all kinds."""
        if object not in known:
            raise ValueError(f"HubSpot's client can do this with {', '.join(known)} alone")
        return getattr(self._client.crm, object).basic_api

    def _names(self, object):
        return [property.name for property in self._client.crm.properties.core_api.get_all(object).results]

    def _texts(self, fields):
        return {name: self._text(value) for name, value in fields.items()}

    @staticmethod
    def _text(value):
        """HubSpot takes text alone; empty text clears."""
        if value is None:
            return ""
        return str(value).lower() if isinstance(value, bool) else str(value)
