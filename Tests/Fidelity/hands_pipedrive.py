"""A person's hands at Pipedrive, which has no client of its own for Python: plain calls, as its pages make them."""

import requests

import vendors


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, answer):
        super().__init__(answer.text)
        self.status = answer.status_code
        self.body = answer.text


class PipedriveHands:
    """Works with a user's token. Fields of the company's own go by their keys, beside the others."""

    SINGULAR = {"organizations": "organization", "persons": "person", "deals": "deal"}

    def __init__(self):
        given = vendors.document()["pipedrive"]
        self._url = given["url"]
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["x-api-token"] = given["token"]

    def create(self, object, fields):
        return {"id": str(self._call("POST", f"v2/{object}", json=self._body(fields))["id"])}

    def update(self, object, id, fields):
        return {"id": str(self._call("PATCH", f"v2/{object}/{id}", json=self._body(fields))["id"])}

    def delete(self, object, id):
        self._call("DELETE", f"v2/{object}/{id}")
        return {"id": id}

    def archive(self, object, id):
        """Organizations and persons have no archive; people delete."""
        return self.delete(object, id)

    def undelete(self, object, id):
        """Only the pages bring a record back: the sandbox's own control stands in for them."""
        vendors.control("pipedrive", "edit", {"action": "undelete", "object": object, "id": id})
        return {"id": id}

    def merge(self, object, id, into):
        """Merges `id` into `into`, which survives."""
        return {"id": str(self._call("PUT", f"v1/{object}/{id}/merge", json={"merge_with_id": int(into)})["id"])}

    def get(self, object, id):
        return self._shown(self._call("GET", f"v2/{object}/{id}"))

    def find(self, object, where):
        """The records one of whose fields has this value."""
        (field, value), = where.items()
        given = {"term": value, "entity_type": self.SINGULAR[object], "field": field, "match": "exact"}
        return [self.get(object, str(row["id"])) for row in self._call("GET", "v2/itemSearch/field", params=given)]

    def batch(self, object, rows):
        """Updates many records, one by one: Pipedrive has no batches."""
        return [self.update(object, row["id"], row["fields"]) for row in rows]

    def fields(self, object):
        """The keys of the fields by their labels."""
        listed = self._call("GET", f"v1/{self.SINGULAR[object]}Fields", params={"limit": 500})
        return {row["name"]: row["key"] for row in listed}

    def _call(self, method, path, **more):
        answer = self._session.request(method, f"{self._url}/api/{path}", **more)
        if not answer.ok:
            raise Refused(answer)
        return answer.json()["data"]

    @staticmethod
    def _body(fields):
        own = {name: value for name, value in fields.items() if len(name) == 40}
        body = {name: value for name, value in fields.items() if len(name) != 40}
        return {**body, "custom_fields": own} if own else body

    @staticmethod
    def _shown(record):
        own = record.pop("custom_fields", {})
        return {"id": str(record.pop("id")), "fields": {**record, **own}}
