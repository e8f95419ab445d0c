"""What people do at the vendors and in the books, and what of it must never be lost."""
import random
from collections import namedtuple

#: A value that a person typed into a field of a record at a vendor, and which edit of all it was.
Typed = namedtuple("Typed", "turn vendor object record entity field value")
#: An entity with its record at each vendor.
Entity = namedtuple("Entity", "id records")

OBJECTS = {
    "partner": {"salesforce": "Account", "hubspot": "companies"},
    "customer": {"salesforce": "Contact", "hubspot": "contacts", "woocommerce": "customers"},
}
FIELDS = {
    "partner": [{"salesforce": "Name", "hubspot": "name"}, {"salesforce": "Segment__c", "hubspot": "segment"}],
    "customer": [{"salesforce": "FirstName", "hubspot": "firstname", "woocommerce": "first_name"},
                 {"salesforce": "LastName", "hubspot": "lastname", "woocommerce": "last_name"}],
}
REMOTES = {"crm": "salesforce", "marketing": "hubspot", "store": "woocommerce"}
SALE = "2026-01-05T10:00:00Z"


class People:
    def __init__(self, world, seed):
        self.world = world
        self.dice = random.Random(f"people {seed}")
        self.turn = 0
        self.typed = []
        self.fresh = []
        self.deals = 0
        self.clicks = 0
        self.partners = []
        self.code = None
        self.today = set()

    def tomorrow(self):
        """A day passes: more than three conflicts of a field within one are a war, and wait for a person (R9)."""
        self.today.clear()
        self.world.pass_time(24 * 3600)

    def meet(self):
        """Looks who is there once hub and vendors have met, and lets four partners sell: two are paid by Stripe, two by PayPal."""
        world = self.world
        self.entities = {kind: [] for kind in OBJECTS}
        for kind in OBJECTS:
            for row in world.expect([0], "show", kind, "--limit", "1000", "--json").rows:
                records = {REMOTES[link["remote"]]: link["record"] for link in row["links"]
                           if link["state"] == "live" and link["remote"] in REMOTES}
                if len(records) > 1:
                    self.entities[kind].append(Entity(row["id"], records))
        for number, partner in enumerate(self.entities["partner"][:4]):
            method, account = ("stripe", f"acct_p{number}") if number % 2 == 0 else ("paypal", f"p{number}@partner.example")
            if method == "stripe":
                world.edit("stripe", "accounts", None, {"id": account, "payouts_enabled": True}, "create")
            world.expect([0], "set", "partner", partner.id, "status=approved", f"payout_method={method}", f"payout_account={account}",
                         "--by", "ana@northwind.example")
            link = world.expect([0], "link", "mint", partner.id, "--coupon", f"p{number}", "--json").json
            self.code = self.code or link["code"]
            world.expect([0], "payouts", "destinations", "--approve", partner.id, "--by", "ben@northwind.example")
            self.partners.append(partner.id)

    def work(self):
        """Values typed on all sides, some of one field on two sides at once, and people whom only one side knows."""
        for kind, count in (("partner", 2), ("customer", 3)):
            for entity in self.dice.sample(self.entities[kind], min(count, len(self.entities[kind]))):
                field = self.dice.choice(FIELDS[kind])
                if (entity.id, field["salesforce"]) in self.today:
                    continue
                self.today.add((entity.id, field["salesforce"]))
                sides = [vendor for vendor in sorted(entity.records) if vendor in field]
                for vendor in self.dice.sample(sides, 2 if self.dice.random() < 0.2 else 1):
                    self.type(kind, entity, vendor, field[vendor])
                self.turn += 1
        for vendor, object, names in (("salesforce", "Contact", ("LastName", "Email")), ("hubspot", "contacts", ("lastname", "email"))):
            if self.dice.random() < 0.5:
                number = len(self.fresh)
                self.fresh.append(f"f{number}@fresh.example")
                self.world.edit(vendor, object, None, {names[0]: f"Fresh {number}", names[1]: self.fresh[-1]}, "create")
        self.world.pass_time(120)

    def type(self, kind, entity, vendor, name):
        value = f"v{len(self.typed)}-{self.dice.randrange(16 ** 6):06x}"
        field = next(number for number, sides in enumerate(FIELDS[kind]) if sides.get(vendor) == name)
        self.world.edit(vendor, OBJECTS[kind][vendor], entity.records[vendor], {name: value})
        self.typed.append(Typed(self.turn, vendor, OBJECTS[kind][vendor], entity.records[vendor], entity, (kind, field), value))

    def sell(self, count=2):
        """Sales of 100.00 to customers whom nobody knew, each by one partner's coupon."""
        customers, deals = [], []
        for _ in range(count):
            number, self.deals = self.deals, self.deals + 1
            customers.append({"id": f"c{number}", "name": f"Buyer {number}", "email": f"b{number}@buyer.example"})
            deals.append({"id": f"d{number}", "order": f"N{number}", "customer": f"c{number}", "amount": "100.00", "currency": "USD",
                          "state": "won", "opened": SALE, "won": SALE, "paid": SALE, "coupon": f"p{number % len(self.partners)}",
                          "changed": SALE})
        self.world.put("customers", customers)
        self.world.put("deals", deals)

    def click(self, count=200):
        """Writes a log of clicks; its name."""
        name = f"clicks-{self.clicks}.jsonl"
        with open(self.world.path(name), "w") as file:
            for number in range(self.clicks, self.clicks + count):
                minute, second = number // 60 % 60, number % 60
                at = f"2026-01-{number // 86400 % 28 + 1:02}T{number // 3600 % 24:02}:{minute:02}:{second:02}Z"
                file.write(f'{{"id":"k{number}","at":"{at}","code":"{self.code}","visitor":"v{number}"}}\n')
        self.clicks += count
        return name
