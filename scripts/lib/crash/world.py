"""One sandbox, one hub in a folder of real files, and the commands of the built binary between them."""
import json, os, shutil, subprocess, sqlite3, tempfile, time, urllib.request

from .wire import Wire

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
ANA = "ana@northwind.example"
VENDORS = ["salesforce", "hubspot", "woocommerce", "stripe", "paypal"]
BOOKS = {
    "customers": ["id", "name", "email"],
    "deals": ["id", "order", "customer", "amount", "currency", "state", "opened", "won", "paid", "coupon", "changed"],
}
MANIFEST = """dsl: 1
connector: books
version: 1
status: beta
about: "What was sold."
config: {path: {type: text}}
folder: {path: "{{ config.path }}"}
objects:
  customer:
    file: customers.csv
    id: id
    fields: {email: {type: email}}
  deal:
    file: deals.csv
    id: id
    modified: {at: "changed?"}
    fields:
      customer: {type: ref, to: customer}
      amount: {type: money, currency: ["currency?"]}
      opened: {type: time}
      won: {type: time}
      paid: {type: time}
"""
CONFIG = """version: 1
program: {name: Crash, currency: USD, time_zone: UTC, country: US, instance: crash}
connectors: .
store: hub.db
links: {base: "https://go.northwind.example", target: "https://shop.northwind.example/", key: "${env:ENTENTE_LINK_KEY}"}
remotes:
  crm:
    connector: salesforce
    with: {url: "${env:SALESFORCE_URL}", client_id: "${env:SALESFORCE_CLIENT_ID}", username: sync@northwind.example, key: "${file:salesforce.pem}"}
  marketing: {connector: hubspot, with: {url: "${env:HUBSPOT_URL}", token: "${env:HUBSPOT_TOKEN}", referrals: "${env:HUBSPOT_REFERRALS}"}}
  store:
    connector: woocommerce
    with: {url: "${env:WOOCOMMERCE_URL}", key: "${env:WOOCOMMERCE_KEY}", secret: "${env:WOOCOMMERCE_SECRET}", currency: USD}
  card: {connector: stripe, with: {url: "${env:STRIPE_URL}", key: "${env:STRIPE_KEY}"}}
  wallet: {connector: paypal, with: {url: "${env:PAYPAL_URL}", client_id: "${env:PAYPAL_CLIENT_ID}", client_secret: "${env:PAYPAL_CLIENT_SECRET}"}}
  books: {connector: books, with: {path: books}, access: read_only}
sync:
  partner:
    match: [external_key, domain, email]
    remotes:
      crm: {object: account, where: {Type: Partner}, create: true, on_delete: unlink}
      marketing: {object: company, where: {type: PARTNER}, create: false, on_delete: unlink}
    fields:
      name: {policy: {prefer: [crm, marketing]}, crm: Name, marketing: name}
      domain: {policy: {prefer: [crm, marketing]}, crm: Website, marketing: domain}
      email: {policy: {prefer: [crm, marketing]}, crm: Partner_Email__c, marketing: partner_email}
      custom.segment: {type: text, policy: latest, crm: Segment__c, marketing: segment}
  customer:
    match: [external_key, email]
    remotes:
      crm: {object: contact, create: true, on_delete: unlink}
      marketing: {object: contact, create: true, on_delete: unlink}
      store: {object: customer, create: false, on_delete: unlink}
      books: {object: customer, on_delete: unlink}
    fields:
      first_name: {policy: {prefer: [crm, marketing, store]}, crm: FirstName, marketing: firstname, store: first_name}
      last_name: {policy: {prefer: [crm, marketing, store, books]}, crm: LastName, marketing: lastname, store: last_name, books: name}
      email: {policy: {prefer: [crm, marketing, store, books]}, crm: Email, marketing: email, store: {field: email, write: false}, books: email}
  deal:
    match: [external_key, order_number]
    remotes: {books: {object: deal, on_delete: unlink}, marketing: {object: deal, create: true, on_delete: unlink}}
    fields:
      name: {policy: {owner: books}, books: order, marketing: dealname}
      order_number: {policy: {owner: books}, books: order, marketing: order_number}
      customer: {policy: {owner: books}, books: customer, marketing: {link: contact}}
      amount: {policy: {owner: books}, books: amount, marketing: {field: amount, currency: deal_currency_code}}
      state: {policy: {owner: books}, books: state}
      opened_at: {policy: {owner: books}, books: opened}
      won_at: {policy: {owner: books}, books: won}
      paid_at: {policy: {owner: books}, books: paid}
      coupon: {policy: {owner: books}, books: coupon}
brakes:
  deletes: {count: 0}
  creates: {count: 100000}
  updates: {count: 100000}
  same_value: {count: 100000}
  blanks: {count: 0}
  unknown: {count: 100000}
  conflicts: {count: 100000}
terms:
  commissions: [{id: standard, for: sale, pay: 10%, of: gross, hold: 0d}]
  rewards: [{id: welcome, for: sale, customer: [{coupon: 10.00 USD}]}]
payouts: {stripe: card, paypal: wallet, cool_down: 0d}
rewards: {coupon: store}
"""


class Trouble(Exception):
    """The stage does not stand: nothing can be said of the binary."""


class End:
    """How a command ended: its exit code, or the negative number of the signal that killed it."""

    def __init__(self, code, out, err, seconds):
        self.code, self.out, self.err, self.seconds = code, out, err, seconds

    @property
    def rows(self):
        return [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]

    @property
    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return f"exit {self.code}: {self.err.strip()[-600:]} {self.out.strip()[-300:]}"


class World:
    def __init__(self, binary, seed, records=80):
        self.binary = binary
        self.folder = tempfile.mkdtemp(prefix="entente-crash-")
        self.ahead = 0
        self.rows = {name: [] for name in BOOKS}
        self.sandbox = None
        try:
            self.open(seed, records)
        except BaseException:
            self.close()
            raise

    def open(self, seed, records):
        arguments = ["sandbox", "--port", "0", "--config-for", self.folder, "--records", str(records), "--seed", str(seed),
                     "--only", ",".join(VENDORS), "--json"]
        self.sandbox = subprocess.Popen([self.binary, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=self.folder)
        line = self.sandbox.stdout.readline()
        if not line:
            raise Trouble("the sandbox does not listen")
        self.vendors = json.loads(line)["vendors"]
        self.wires = {name: Wire(self.vendors[name]["url"], f"{seed} {name}") for name in VENDORS}
        self.environment = dict(os.environ)
        with open(self.path(".env")) as file:
            for name, value in (line.rstrip("\n").split("=", 1) for line in file if "=" in line and not line.startswith("#")):
                self.environment[name] = value.strip("'\"")
        for name in VENDORS:
            self.environment[f"{name.upper()}_URL"] = self.wires[name].url
            shutil.copy(os.path.join(ROOT, "connectors", f"{name}.yaml"), self.folder)
        self.environment.setdefault("ENTENTE_LINK_KEY", "0123456789abcdef0123456789abcdef")
        os.mkdir(self.path("books"))
        # Without remotes to read about it is quick: it looks at the file, the references and the ledger.
        alone = CONFIG[:CONFIG.index("links:")] + "remotes:\n" + CONFIG[CONFIG.index("  books:"):CONFIG.index("sync:")]
        for name, text in (("config.yaml", CONFIG), ("alone.yaml", alone), ("books.yaml", MANIFEST)):
            with open(self.path(name), "w") as file:
                file.write(text)
        for table in BOOKS:
            self.put(table, [])

    def path(self, name):
        return os.path.join(self.folder, name)

    def put(self, table, rows):
        """Adds rows to a book; who reads it meanwhile sees the old one or the new one."""
        self.rows[table] += rows
        lines = [BOOKS[table]] + [[row.get(column, "") for column in BOOKS[table]] for row in self.rows[table]]
        with open(self.path(f"books/{table}.new"), "w") as file:
            file.write("".join(",".join(line) + "\n" for line in lines))
        os.rename(self.path(f"books/{table}.new"), self.path(f"books/{table}.csv"))

    # The binary.

    def start(self, arguments, **variables):
        environment = {**self.environment, "ENTENTE_CLOCK": f"+{self.ahead}s", **variables}
        with open(self.path("out"), "wb") as out, open(self.path("err"), "wb") as err:
            return subprocess.Popen([self.binary, *arguments], stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=self.folder,
                                    env=environment), time.monotonic()

    def end(self, started, patience=600):
        process, since = started
        try:
            code = process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise Trouble(f"{process.args[1:]} did not end within {patience} s: {self.said('err')[-600:]}")
        return End(code, self.said("out"), self.said("err"), time.monotonic() - since)

    def said(self, name):
        with open(self.path(name), errors="replace") as file:
            return file.read()

    def run(self, *arguments, **variables):
        return self.end(self.start(list(arguments), **variables))

    def expect(self, codes, *arguments):
        end = self.run(*arguments)
        if end.code not in codes:
            raise Trouble(f"{' '.join(arguments)} should end with one of {codes}: {end}")
        return end

    def verify(self):
        return self.run("verify", "--config", "alone.yaml")

    def query(self, sql):
        base = sqlite3.connect(f"file:{self.path('hub.db')}?mode=ro", uri=True, timeout=30)
        try:
            return base.execute(sql).fetchall()
        finally:
            base.close()

    # The vendors.

    def control(self, vendor, call, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.vendors[vendor]['url']}/_sandbox/{call}", data)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())

    def edit(self, vendor, object, id, fields, action="update"):
        body = {"action": action, "object": object, "fields": fields}
        return self.control(vendor, "edit", body if id is None else {**body, "id": id})

    def records(self, vendor, object):
        state = self.control(vendor, "state")
        found = state.get("objects", {}).get(object) or state.get(object) or []
        return [record for record in found if not record.get("deleted") and not record.get("archived")]

    def faults(self, text):
        self.control("salesforce", "faults", {"spec": text})

    def quiet_wires(self):
        for wire in self.wires.values():
            wire.arm(None, 0)

    def pass_time(self, seconds):
        self.control("salesforce", "advance", {"seconds": seconds})
        self.ahead += seconds

    def close(self):
        if self.sandbox:
            self.sandbox.kill()
            self.sandbox.wait()
        for wire in getattr(self, "wires", {}).values():
            wire.close()
        shutil.rmtree(self.folder, ignore_errors=True)
