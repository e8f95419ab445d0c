"""A person's hands at Salesforce, by simple-salesforce."""

from urllib.parse import quote

from simple_salesforce import SalesforceMalformedRequest

import vendors


class SalesforceHands:
    """Works as a user of the org, not as the app that syncs; `by` names another one by username."""

    def __init__(self):
        self._person = vendors.document()["salesforce"]["people"][0]
        self._clients = {}

    def create(self, object, fields, by=None):
        return {"id": self._type(object, by).create(fields)["id"]}

    def update(self, object, id, fields, by=None):
        self._type(object, by).update(id, fields)
        return {"id": id}

    def upsert(self, object, key, value, fields, by=None):
        self._type(object, by).upsert(f"{key}/{quote(value, safe='')}", fields)
        return self.find(object, {key: value}, by=by)[0]

    def delete(self, object, id, by=None):
        self._type(object, by).delete(id)
        return {"id": id}

    def archive(self, object, id, by=None):
        """Salesforce has no archive; people delete."""
        return self.delete(object, id, by)

    def undelete(self, object, id, by=None):
        """Only Apex brings a record back."""
        self._apex(f"Database.undelete('{id}');", by)
        return {"id": id}

    def merge(self, object, id, into, by=None):
        """Merges `id` into `into`, which survives. Only Apex merges."""
        self._apex(f"Database.merge(new {object}(Id = '{into}'), '{id}');", by)
        return {"id": into}

    def get(self, object, id, by=None):
        found = self._type(object, by).get(id)
        return {"id": found["Id"], "fields": {name: value for name, value in found.items() if name not in ("attributes", "Id")}}

    def find(self, object, where, fields=("Id",), deleted=False, by=None):
        """The records whose fields have these values."""
        names = list(dict.fromkeys(["Id", *fields]))
        condition = " AND ".join(f"{name} = {self._literal(value)}" for name, value in where.items())
        query = f"SELECT {', '.join(names)} FROM {object} WHERE {condition}"
        rows = self._client(by).query_all(query, include_deleted=deleted)["records"]
        return [{"id": row["Id"], "fields": {name: row[name] for name in names if name != "Id"}} for row in rows]

    def batch(self, object, rows, by=None):
        """Updates many records at once; says of each whether it was."""
        records = [{"attributes": {"type": object}, "id": row["id"], **row["fields"]} for row in rows]
        client = self._client(by)
        return client.restful("composite/sobjects", method="PATCH", json={"allOrNone": False, "records": records})

    def _apex(self, code, by):
        said = self._client(by).toolingexecute("executeAnonymous/", method="GET", params={"anonymousBody": code})
        if not said["success"]:
            reason = said["compileProblem"] or said["exceptionMessage"]
            raise SalesforceMalformedRequest("tooling/executeAnonymous", 400, "tooling", reason)

    def _type(self, object, by):
        return getattr(self._client(by), object)

    def _client(self, by):
        name = by or self._person
        if name not in self._clients:
            self._clients[name] = vendors.salesforce_as(name)
        return self._clients[name]

    @staticmethod
    def _literal(value):
        if value is None:
            return "null"
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, (int, float)):
            return str(value)
        return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"
