"""Looks from outside at a hub that has come to rest: what the vendors hold, what people did, and what the providers paid."""
import json
from collections import Counter, namedtuple

#: What is wrong: `duplicate`, `double payment`, `lost edit`, `store` or `rest`, and the fact.
Finding = namedtuple("Finding", "kind fact")

#: Per vendor and object: where the hub's key stands, and the natural key of what the play made.
KEYS = [("salesforce", "Account", "Entente_Id__c", None), ("salesforce", "Contact", "Entente_Id__c", "Email"),
        ("hubspot", "companies", "entente_id", None), ("hubspot", "contacts", "entente_id", "email"),
        ("hubspot", "deals", "entente_id", "order_number")]


def fields(record):
    return record.get("fields") or record.get("properties") or {}


class Judge:
    def __init__(self, world, people):
        self.world, self.people = world, people

    def findings(self):
        state = {vendor: self.world.control(vendor, "state") for vendor in ("salesforce", "hubspot", "woocommerce", "stripe", "paypal")}
        live = {(vendor, object): self.live(state[vendor], object) for vendor, object, _, _ in KEYS}
        live["woocommerce", "customers"] = self.live(state["woocommerce"], "customers")
        # What was refused for good is a row that a person looks at (R17): it is not lost.
        self.waiting = {row.get("entity_id") for row in self.world.expect([0], "review", "--json").rows}
        self.ids = {row["fields"].get("email") or row["fields"].get("order_number"): row["id"] for kind in ("customer", "deal")
                    for row in self.world.expect([0], "show", kind, "--limit", "100000", "--json").rows}
        return (self.duplicates(live) + self.arrivals(live) + self.edits(state, live) + self.payments(state) + self.coupons(state)
                + self.clicks() + self.sound())

    @staticmethod
    def live(state, object):
        records = state.get("objects", {}).get(object) or state.get(object) or []
        return [record for record in records if not record.get("deleted") and not record.get("archived")]

    def duplicates(self, live):
        found = []
        for vendor, object, key, natural in KEYS:
            for name in (key, natural):
                values = Counter(fields(record).get(name) for record in live[vendor, object]) if name else {}
                found += [Finding("duplicate", f"{count} {object} at {vendor} have the {name} {value}") for value, count in values.items()
                          if value and count > 1 and (name == key or self.is_ours(value))]
        return found

    @staticmethod
    def is_ours(value):
        return value.endswith((".example",)) and value[0] in "fb" and ("@fresh" in value or "@buyer" in value) or value[0] == "N" and value[1:].isdigit()

    def arrivals(self, live):
        """Whoever was made on one side is there on the other."""
        emails = self.people.fresh + [row["email"] for row in self.world.rows["customers"]]
        found = []
        for vendor, object, name in (("salesforce", "Contact", "Email"), ("hubspot", "contacts", "email")):
            there = {(fields(record).get(name) or "").lower() for record in live[vendor, object]}
            found += [Finding("lost edit", f"{email} is not at {vendor}") for email in emails
                      if email not in there and self.ids.get(email) not in self.waiting]
        orders = {fields(record).get("order_number") for record in live["hubspot", "deals"]}
        return found + [Finding("lost edit", f"order {row['order']} is not at hubspot") for row in self.world.rows["deals"]
                        if row["order"] not in orders and self.ids.get(row["order"]) not in self.waiting]

    def edits(self, state, live):
        """The last that was typed into a field stands on its side or waits as a conflict; what stood there before was carried on,
        lost to a decision that can be looked up, or typed over on its own side."""
        said = self.world.expect([0], "conflicts", "--all", "--json").out + self.world.expect([0], "review", "--json").out
        text = {vendor: json.dumps(value) for vendor, value in state.items()}
        last, over = {}, {}
        for typed in self.people.typed:
            last[typed.entity.id, typed.field] = typed.turn
            over[typed.record, typed.field] = typed
        current = {(vendor, record["id"]): json.dumps(fields(record)) for (vendor, _), records in live.items() for record in records}
        found = []
        for typed in self.people.typed:
            if typed.value in said or typed.entity.id in self.waiting:
                continue
            if last[typed.entity.id, typed.field] == typed.turn:
                sides = [(vendor, record) for vendor, record in typed.entity.records.items()]
                missing = [vendor for vendor, record in sides if f'"{typed.value}"' not in current.get((vendor, str(record)), typed.value)]
                found += [Finding("lost edit", f"{typed.value}, the last of {typed.field} of {typed.entity.id}, typed at {typed.vendor},"
                                  f" is not at {vendor}") for vendor in missing]
            elif over[typed.record, typed.field] is typed and not any(typed.value in text[vendor] for vendor in text if vendor != typed.vendor):
                found.append(Finding("lost edit", f"{typed.value} of {typed.entity.id}, typed at {typed.vendor}, went nowhere"))
        return found

    def payments(self, state):
        """Each payout went out at most once, and what went out is what was earned: 10.00 a sale."""
        paid = [(row, row.get("item") or (row.get("metadata") or {}).get("entente_payout")) for vendor in ("stripe", "paypal")
                for row in state[vendor].get("movements", []) if row["kind"] == "paid"]
        times = Counter(payout for _, payout in paid)
        found = [Finding("double payment", f"{payout} was sent {count} times") for payout, count in times.items() if count > 1]
        known = {row["id"]: row for row in self.world.expect([0], "payouts", "list", "--json").rows}
        for row, payout in paid:
            if payout not in known or known[payout]["state"] != "paid" or known[payout]["amount"]["minor"] != row["amount"]:
                found.append(Finding("rest", f"{payout}: the provider paid {row['amount']}, the hub says {json.dumps(known.get(payout))}"))
        found += [Finding("rest", f"{id} is {row['state']} and the provider paid nothing") for id, row in known.items()
                  if row["state"] == "paid" and id not in times]
        total, earned = sum(row["amount"] for row, _ in paid), 1000 * self.people.deals
        if total > earned:
            found.append(Finding("double payment", f"{total} was paid for sales that earn {earned}"))
        if total < earned:
            found.append(Finding("rest", f"{total} was paid for sales that earn {earned}"))
        return found

    def coupons(self, state):
        """Each customer has one coupon in the shop."""
        made = [fields(record) for record in self.live(state["woocommerce"], "coupons") if fields(record)["code"].startswith("thanks-")]
        got = Counter(email for coupon in made for email in coupon.get("email_restrictions", []))
        found = [Finding("duplicate", f"{email} has {count} coupons") for email, count in got.items() if count > 1]
        return found + [Finding("rest", f"{row['email']} has no coupon") for row in self.world.rows["customers"] if row["email"] not in got]

    def clicks(self):
        ((count,),) = self.world.query("select count(*) from click")
        return [] if count == self.people.clicks else [Finding("rest", f"{count} clicks are known of {self.people.clicks}")]

    def sound(self):
        verify = self.world.run("verify")
        found = [] if verify.code == 0 else [Finding("store", f"verify: {verify}")]
        reconcile = self.world.run("reconcile", "--json")
        return found if reconcile.code in (0, 3) else found + [Finding("rest", f"reconcile: {reconcile}")]
