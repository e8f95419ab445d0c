"""A small API that no vendor has: a stub for the tutorial of docs/CONNECTORS.md, on loopback, in memory.

It pages by offset, tells times in milliseconds since 1970 and money as text, answers failures with status 200, takes updates by POST, and
wants every request signed in headers. `python3 acme.py` prints its address once it listens, and runs until it is killed.
"""
import hashlib
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from urllib.parse import parse_qs, urlsplit

APP, SECRET = "northwind", "acme-s3cr3t"
FIELDS = {"mail": "string", "given": "string", "family": "string", "worth": "money", "worth_currency": "string", "since": "millis",
          "ref": "string"}


class Failure(Exception):
    def __init__(self, code, message, **facts):
        super().__init__(message)
        self.answer = {"ok": False, "error": {"code": code, "message": message, **facts}}


class Acme:
    def __init__(self):
        self.lock, self.people, self.removed, self.next, self.log, self.last = Lock(), {}, [], 100, [], 0

    def now(self):
        """Milliseconds, never the same twice."""
        self.last = max(self.last + 1, int(time.time() * 1000))
        return self.last

    def listing(self, rows, query):
        offset, limit = int(query.get("offset", 0)), min(int(query.get("limit", 20)), 20)
        return {"items": rows[offset:offset + limit], "total": len(rows)}

    def people_of(self, query):
        rows = sorted(self.people.values(), key=lambda one: (one["changed"], one["no"]))
        for name, value in query.items():
            if name == "changed_from":
                rows = [one for one in rows if one["changed"] >= int(value)]
            elif name in FIELDS:
                rows = [one for one in rows if (one[name] or "").lower() == value.lower()]
            elif name not in ("offset", "limit"):
                raise Failure("INVALID", f"no parameter {name}", field=name)
        return self.listing(rows, query)

    def save(self, number, fields):
        if number is not None and number not in self.people:
            raise Failure("NOT_FOUND", f"no person {number}")
        for name, value in fields.items():
            if name not in FIELDS:
                raise Failure("INVALID", f"no field {name}", field=name)
            if value is not None and isinstance(value, int) != (FIELDS[name] == "millis"):
                raise Failure("INVALID", f"{name} is no {FIELDS[name]}", field=name)
        if number is None and not fields.get("mail"):
            raise Failure("INVALID", "a person needs a mail", field="mail")
        for other in self.people.values():
            if fields.get("mail") and other["no"] != number and other["mail"].lower() == fields["mail"].lower():
                raise Failure("TAKEN", "this mail is another person's", no=other["no"])
        if number is None:
            number, self.next = self.next, self.next + 1
            self.people[number] = {"no": number, "made": self.now(), **{name: None for name in FIELDS}}
        self.people[number].update(fields, changed=self.now())
        return self.people[number]

    def remove(self, number):
        if self.people.pop(number, None) is None:
            raise Failure("NOT_FOUND", f"no person {number}")
        self.removed.append({"no": number, "removed": self.now()})
        return {"no": number}

    def answer(self, method, path, query, body):
        match (method, *path):
            case ("GET", "me"):
                return {"app": APP}
            case ("GET", "fields"):
                return [{"name": name, "kind": kind} for name, kind in FIELDS.items()]
            case ("GET", "people"):
                return self.people_of(query)
            case ("GET", "removed"):
                return self.listing([one for one in self.removed if one["removed"] >= int(query.get("from", 0))], query)
            case ("GET", "people", number):
                if int(number) not in self.people:
                    raise Failure("NOT_FOUND", f"no person {number}")
                return self.people[int(number)]
            case ("POST", "people"):
                return self.save(None, body["person"])
            case ("POST", "people", number):
                return self.save(int(number), body["person"])
            case ("POST", "people", number, "remove"):
                return self.remove(int(number))
        raise Failure("NOT_FOUND", "no such call")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    acme = Acme()

    def check(self):
        moment = self.headers.get("X-Acme-Time", "")
        sign = hashlib.sha256((SECRET + moment).encode()).hexdigest()
        if self.headers.get("X-Acme-App") != APP or self.headers.get("X-Acme-Sign") != sign or abs(int(moment) - time.time()) > 300:
            raise Failure("SIGN", "the signature does not fit")

    def handle_call(self):
        parts = urlsplit(self.path)
        path = parts.path.strip("/").split("/")
        query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "null")
        with self.acme.lock:
            try:
                if path == ["log"]:
                    data = self.acme.log
                elif path[0] == "hands":
                    data = self.acme.answer(self.command, path[1:], query, body)  # a person at Acme signs nothing
                else:
                    self.acme.log.append({"method": self.command, "path": parts.path})
                    self.check()
                    data = self.acme.answer(self.command, path[1:] if path[0] == "v1" else [], query, body)
                answer = {"ok": True, "data": data}
            except Failure as failure:
                answer = failure.answer
            text = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = handle_call

    def log_message(self, *arguments):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    for number in range(45):
        person = {"mail": f"person{number}@acme.example", "given": "Given%d" % number, "family": "Family%d" % number,
                  "worth": f"{number}.50", "worth_currency": "USD", "since": 1700000000000 + number}
        Handler.acme.save(None, person)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
