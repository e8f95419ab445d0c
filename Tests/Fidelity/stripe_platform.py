"""Stripe as its own client speaks to it: customers, lists, transfers, keys, events, and every refusal as the client's own exception."""

import stripe

import vendors
from checks import check, equal, run

given = vendors.document()["stripe"]
client = stripe.StripeClient(given["key"], base_addresses={"api": given["url"]}, max_network_retries=0)


def refused(kind, code, call):
    """Fails unless the call ends with that exception and code."""
    try:
        call()
    except kind as trouble:
        equal(trouble.code, code)
    else:
        raise AssertionError("the call was admitted")


def payable():
    """An account that can be paid."""
    return client.v1.accounts.list({"limit": 5}).data[0].id


def transfer(key, amount=1230, **more):
    return client.v1.transfers.create(
        {"amount": amount, "currency": "usd", "destination": payable(), "transfer_group": key, **more}, {"idempotency_key": key})


@check("a customer is made, changed, found by address and deleted")
def _():
    made = client.v1.customers.create({"name": "Ada", "email": "ada@fidelity.example", "metadata": {"partner": "p_1"}})
    changed = client.v1.customers.update(made.id, {"name": "Ada Löw", "metadata": {"tier": "gold"}})
    equal((changed.name, changed.metadata.to_dict()), ("Ada Löw", {"partner": "p_1", "tier": "gold"}))
    equal([found.id for found in client.v1.customers.list({"email": "ada@fidelity.example"}).data], [made.id])
    equal(client.v1.customers.delete(made.id).deleted, True)
    equal(client.v1.customers.retrieve(made.id).deleted, True)


@check("a customer's balance is a ledger: an entry acts once for its key, is found in the list, and lowers what is owed")
def _():
    made = client.v1.customers.create({"email": "ledger@fidelity.example"})
    entries = client.v1.customers.balance_transactions
    given = {"amount": -500, "currency": "usd", "metadata": {"entente_reward": "credit_1"}}
    first = entries.create(made.id, given, {"idempotency_key": "fidelity-credit"})
    equal(entries.create(made.id, given, {"idempotency_key": "fidelity-credit"}).id, first.id)
    equal((first.object, first.type, first.ending_balance), ("customer_balance_transaction", "adjustment", -500))
    equal([(found.id, found.metadata["entente_reward"]) for found in entries.list(made.id).auto_paging_iter()], [(first.id, "credit_1")])
    equal(client.v1.customers.retrieve(made.id).balance, -500)
    refused(stripe.InvalidRequestError, "parameter_missing", lambda: entries.create(made.id, {"amount": -1}))


@check("the client's own iterator reads every page of a list once")
def _():
    ids = [charge.id for charge in client.v1.charges.list({"limit": 7}).auto_paging_iter()]
    assert len(ids) > 20, len(ids)
    equal(len(set(ids)), len(ids))


@check("a charge shows its balance transaction where it is expanded")
def _():
    charge = client.v1.charges.list({"limit": 1, "expand": ["data.balance_transaction"]}).data[0]
    equal(charge.balance_transaction.net, charge.amount - charge.balance_transaction.fee)


@check("a transfer is made once for its key, and found by its group")
def _():
    first, second = transfer("fidelity-1"), transfer("fidelity-1")
    equal(first.id, second.id)
    equal([found.id for found in client.v1.transfers.list({"transfer_group": "fidelity-1"}).data], [first.id])


@check("a transfer is reversed in part, and then no further than its amount")
def _():
    made = transfer("fidelity-2")
    client.v1.transfers.reversals.create(made.id, {"amount": 1000})
    shown = client.v1.transfers.retrieve(made.id)
    equal((shown.amount_reversed, shown.reversed), (1000, False))
    refused(stripe.InvalidRequestError, None, lambda: client.v1.transfers.reversals.create(made.id, {"amount": 1000}))


@check("other content under a used key is refused: IdempotencyError")
def _():
    transfer("fidelity-3")
    refused(stripe.IdempotencyError, None, lambda: transfer("fidelity-3", amount=1))


@check("more than the balance is refused: balance_insufficient")
def _():
    refused(stripe.InvalidRequestError, "balance_insufficient", lambda: transfer("fidelity-4", amount=99_999_999))


@check("a parameter that Stripe does not know is refused: parameter_unknown")
def _():
    refused(stripe.InvalidRequestError, "parameter_unknown", lambda: transfer("fidelity-5", nonsense="x"))


@check("an object that is not there is refused: resource_missing")
def _():
    refused(stripe.InvalidRequestError, "resource_missing", lambda: client.v1.charges.retrieve("ch_none"))


@check("a wrong key is refused: AuthenticationError")
def _():
    other = stripe.StripeClient("sk_test_wrong", base_addresses={"api": given["url"]})
    refused(stripe.AuthenticationError, None, lambda: other.v1.balance.retrieve())


@check("events tell of what happened, by type")
def _():
    made = client.v1.customers.create({"email": "event@fidelity.example"})
    events = client.v1.events.list({"types": ["customer.created"], "limit": 3}).data
    equal((events[0].type, events[0].data.object.id), ("customer.created", made.id))


run()
