"""Shopify as its own client speaks to it: tokens, versions, pages, searches, customers, codes, refunds, cost, and errors inside HTTP 200.

The client speaks https to myshopify.com; protocol and address of its session are put to the sandbox's.
"""

import contextlib
import io
import json
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import requests
import shopify

import vendors
from checks import check, equal, run, within

given = vendors.document()["shopify"]
urllib.request.install_opener(urllib.request.build_opener(urllib.request.ProxyHandler({})))
SEEN = "query($id: ID!) { order(id: $id) { id updatedAt displayFinancialStatus totalRefundedSet { shopMoney { amount } } } }"


def session(token=given["token"], version="2026-07"):
    """Opens the client's session at the sandbox."""
    opened = shopify.Session("northwind", version, token)
    opened.protocol, opened.url = "http", urlsplit(given["url"]).netloc
    shopify.ShopifyResource.activate_session(opened)
    return shopify.GraphQL()


def ask(query, operation=None, client=None, **variables):
    """The answer to a query."""
    return json.loads((client or session()).execute(query, variables or None, operation))


def data(query, **variables):
    """The data of an answer without errors."""
    answer = ask(query, **variables)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


def code(query, **variables):
    """The code of the first error of an answer that has status 200 all the same."""
    return ask(query, **variables)["errors"][0]["extensions"]["code"]


def refused(client):
    """The status of a call that is not let in; the client prints the body, which is not ours to print."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            ask("{ shop { id } }", client=client)
    except urllib.error.HTTPError as trouble:
        return trouble.code
    raise AssertionError("the call was admitted")


def indexed():
    """Lets searches learn of what was just changed."""
    vendors.control("shopify", "advance", {"seconds": 10})


def person(action, kind, **fields):
    return vendors.control("shopify", "edit", {"action": action, "object": kind, "fields": fields})["id"]


def refund(order, amount):
    row = {"orderId": order, "amount": amount, "gateway": "manual", "kind": "REFUND"}
    query = """mutation($input: RefundInput!) { refundCreate(input: $input) {
        refund { id totalRefundedSet { shopMoney { amount currencyCode } } } userErrors { field message } } }"""
    return data(query, input={"orderId": order, "transactions": [row]})["refundCreate"]


@check("a permanent token is let in, a wrong one is refused: 401")
def _():
    equal(data("{ shop { name myshopifyDomain } }")["shop"], {"name": "Northwind", "myshopifyDomain": "northwind.myshopify.com"})
    equal(refused(session(token="shpat_wrong")), 401)


@check("client credentials are traded for a token of a day")
def _():
    plain = requests.Session()
    plain.trust_env = False
    form = {"grant_type": "client_credentials", "client_id": given["client_id"], "client_secret": given["client_secret"]}
    answer = plain.post(given["url"] + "/admin/oauth/access_token", data=form)
    within({"expires_in": 86399}, answer.json())
    equal(ask("{ shop { name } }", client=session(token=answer.json()["access_token"]))["data"]["shop"]["name"], "Northwind")
    equal(plain.post(given["url"] + "/admin/oauth/access_token", data={**form, "client_secret": "x"}).json()["error"], "invalid_client")


@check("every version of the last year is served, and a retired one falls forward in silence")
def _():
    for version in ("2024-10", "2025-10", "2026-01", "2026-04", "2026-07", "unstable"):
        equal(ask("{ shop { name } }", client=session(version=version))["data"]["shop"]["name"], "Northwind")


@check("the operation that is named is carried out, with its variables")
def _():
    query = "query One($n: Int!) { orders(first: $n) { nodes { id } } } query Two { shop { currencyCode } }"
    equal(len(ask(query, "One", n=3)["data"]["orders"]["nodes"]), 3)
    equal(ask(query, "Two")["data"], {"shop": {"currencyCode": "USD"}})


@check("every page of orders is read once by endCursor, in the order of updatedAt")
def _():
    query = """query($after: String) { orders(first: 20, after: $after, sortKey: UPDATED_AT) {
        edges { cursor node { id updatedAt } } pageInfo { hasNextPage endCursor } } }"""
    rows, after = [], None
    while True:
        page = data(query, after=after)["orders"]
        rows += [edge["node"] for edge in page["edges"]]
        equal(page["edges"][-1]["cursor"], page["pageInfo"]["endCursor"])
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert len(rows) > 50, len(rows)
    equal(len({row["id"] for row in rows}), len(rows))
    equal([row["updatedAt"] for row in rows], sorted(row["updatedAt"] for row in rows))
    equal(data("{ ordersCount { count precision } }")["ordersCount"], {"count": len(rows), "precision": "EXACT"})


@check("an order tells its amounts as text in two moneys, its codes and attributes")
def _():
    query = """{ orders(first: 100, sortKey: ID) { nodes { name test discountCodes customAttributes { key value }
        totalPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
        lineItems(first: 2) { nodes { title quantity discountedTotalSet { shopMoney { amount } } } } } } }"""
    orders = data(query)["orders"]["nodes"]
    assert all(order["name"].startswith("#") and order["lineItems"]["nodes"] for order in orders)
    assert all(isinstance(order["totalPriceSet"]["shopMoney"]["amount"], str) for order in orders)
    assert any(order["discountCodes"] for order in orders)
    assert any(row["key"] == "entente_click" for order in orders for row in order["customAttributes"])


@check("searches know of a change after some seconds, the record itself at once")
def _():
    order = person("create", "orders", total="12.50", email="buyer@fidelity.example")
    stamp = data(SEEN, id=order)["order"]["updatedAt"]
    query = "query($q: String!) { orders(first: 50, query: $q, sortKey: UPDATED_AT) { nodes { id } } }"
    asked = {"q": f"updated_at:>='{stamp}' email:buyer@fidelity.example"}
    equal(data(query, **asked)["orders"]["nodes"], [])
    indexed()
    equal(data(query, **asked)["orders"]["nodes"], [{"id": order}])


@check("a customer is made, found, changed and deleted; an address is taken once")
def _():
    make = "mutation($i: CustomerInput!) { customerCreate(input: $i) { customer { id } userErrors { field message } } }"
    made = data(make, i={"email": "ada@fidelity.example", "firstName": "Ada", "tags": ["b", "a"]})["customerCreate"]["customer"]["id"]
    equal(data(make, i={"email": "ada@fidelity.example"})["customerCreate"], {
        "customer": None, "userErrors": [{"field": ["email"], "message": "Email has already been taken"}]})
    change = "mutation($i: CustomerInput!) { customerUpdate(input: $i) { customer { firstName lastName tags } userErrors { message } } }"
    changed = data(change, i={"id": made, "lastName": "Löw"})["customerUpdate"]
    equal(changed, {"customer": {"firstName": "Ada", "lastName": "Löw", "tags": ["a", "b"]}, "userErrors": []})
    indexed()
    found = data("{ customers(first: 5, query: \"email:'ada@fidelity.example'\") { nodes { id } } }")["customers"]["nodes"]
    equal(found, [{"id": made}])
    remove = "mutation($i: CustomerDeleteInput!) { customerDelete(input: $i) { deletedCustomerId userErrors { message } } }"
    equal(data(remove, i={"id": made})["customerDelete"]["deletedCustomerId"], made)
    equal(data("query($id: ID!) { customer(id: $id) { id } }", id=made), {"customer": None})


@check("a discount's code is made, found in any case and taken once: TAKEN")
def _():
    make = """mutation($d: DiscountCodeBasicInput!) { discountCodeBasicCreate(basicCodeDiscount: $d) {
        codeDiscountNode { id } userErrors { field code message } } }"""
    wanted = {
        "title": "Fidelity", "code": "FIDELITY10", "startsAt": "2026-01-01T00:00:00Z", "context": {"all": "ALL"},
        "customerGets": {"value": {"percentage": 0.1}, "items": {"all": True}}}
    made = data(make, d=wanted)["discountCodeBasicCreate"]["codeDiscountNode"]["id"]
    taken = data(make, d={**wanted, "code": "fidelity10"})["discountCodeBasicCreate"]["userErrors"][0]
    equal((taken["code"], taken["field"]), ("TAKEN", ["basicCodeDiscount", "code"]))
    look = """query($c: String!) { codeDiscountNodeByCode(code: $c) { id codeDiscount { __typename ... on DiscountCodeBasic { title
        customerGets { value { ... on DiscountPercentage { percentage } } } } } } }"""
    found = data(look, c="fidelity10")["codeDiscountNodeByCode"]
    equal((found["id"], found["codeDiscount"]["customerGets"]["value"]), (made, {"percentage": 0.1}))


@check("a refund changes its order, and none goes further than what is left")
def _():
    order = person("create", "orders", total="30.00")
    equal(refund(order, "20.50")["refund"]["totalRefundedSet"]["shopMoney"], {"amount": "20.5", "currencyCode": "USD"})
    equal(data(SEEN, id=order)["order"]["displayFinancialStatus"], "PARTIALLY_REFUNDED")
    over = refund(order, "9.51")
    assert over["refund"] is None and len(over["userErrors"]) == 1, over
    refund(order, "9.50")
    within({"displayFinancialStatus": "REFUNDED", "totalRefundedSet": {"shopMoney": {"amount": "30.0"}}}, data(SEEN, id=order)["order"])


@check("a deleted order vanishes")
def _():
    order = person("create", "orders", total="30.00")
    remove = "mutation($id: ID!) { orderDelete(orderId: $id) { deletedId userErrors { message } } }"
    equal(data(remove, id=order)["orderDelete"], {"deletedId": order, "userErrors": []})
    equal(data("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[order]), {"nodes": [None]})


@check("what the schema does not have is refused with status 200: undefinedField, argumentNotAccepted, INVALID_VARIABLE")
def _():
    equal(code("{ shop { nothing } }"), "undefinedField")
    equal(code("{ shop(x: 1) { id } }"), "argumentNotAccepted")
    equal(code("query($n: Int!) { orders(first: $n) { nodes { id } } }", n="many"), "INVALID_VARIABLE")
    assert ask("{ shop { id }")["errors"][0]["message"].startswith("syntax error"), "a query without its end"


@check("every answer tells its cost; over the limit it is MAX_COST_EXCEEDED, over the bucket THROTTLED")
def _():
    cost = ask("{ orders(first: 10) { nodes { id } } }")["extensions"]["cost"]
    equal((cost["requestedQueryCost"], cost["actualQueryCost"]), (12, 12))
    equal(sorted(cost["throttleStatus"]), ["currentlyAvailable", "maximumAvailable", "restoreRate"])
    equal(code("{ orders(first: 250) { nodes { lineItems(first: 10) { nodes { id } } } } }"), "MAX_COST_EXCEEDED")
    vendors.control("shopify", "faults", {"spec": "rate-limited@shopify=#1"})
    throttled = ask("{ orders(first: 10) { nodes { id } } }")
    vendors.control("shopify", "faults", {"spec": ""})
    equal((throttled["errors"][0]["extensions"]["code"], throttled["extensions"]["cost"]["actualQueryCost"]), ("THROTTLED", None))


run()
