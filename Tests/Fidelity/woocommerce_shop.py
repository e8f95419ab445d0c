"""WooCommerce as its own client speaks to it: OAuth 1.0a over http, keys over https, pages, orders, coupons, refunds, batches, the trash.

The client reads the real clock and has no session of its own, so its two ways out are put into our hands: `request`, `time`.
"""

import re
import time

import requests
import woocommerce.api
import woocommerce.oauth
from woocommerce import API

import vendors
from checks import check, equal, run, within

given = vendors.document()["woocommerce"]
session = requests.Session()
session.trust_env = False
session.mount("https://", vendors.Loopback(given["url"]))
woocommerce.api.request = session.request


def shop(url=given["url"], key=given["key"], secret=given["secret"], **more):
    return API(url=url, consumer_key=key, consumer_secret=secret, wp_api=True, version="wc/v3", timeout=30, **more)


client = shop()


def answered(answer, status):
    """The body of an answer that must have that status."""
    assert answer.status_code == status, f"{answer.status_code}: {answer.text[:300]}"
    return answer.json()


def refused(answer, status, code):
    """Fails unless the answer is this refusal in WordPress's own form."""
    body = answered(answer, status)
    equal((body["code"], type(body["message"]), "data" in body), (code, str, True))
    return body


def paid_order(total="30.00", **more):
    line = {"product_id": 93, "quantity": 1, "total": total}
    return answered(client.post("orders", {"payment_method": "stripe", "set_paid": True, "line_items": [line], **more}), 201)


@check("a signature of OAuth 1.0a is admitted, whatever stands in the query")
def _():
    answered(client.get("orders"), 200)
    answered(client.get("orders", params={"per_page": 3, "search": "Größe & Co. 100%+", "status": "any", "order": "asc"}), 200)
    answered(client.get("coupons", params={"code": "a b~c*'()"}), 200)


@check("a signature by another secret or key is refused: 401 woocommerce_rest_authentication_error")
def _():
    refused(shop(secret="cs_other").get("orders"), 401, "woocommerce_rest_authentication_error")
    refused(shop(key="ck_other").get("orders"), 401, "woocommerce_rest_authentication_error")


@check("a signature is taken once, and for fifteen minutes")
def _():
    nonce, clock, once = woocommerce.oauth.OAuth.generate_nonce, woocommerce.api.time, f"fidelity{time.time_ns()}"
    try:
        woocommerce.oauth.OAuth.generate_nonce = staticmethod(lambda: once)
        answered(client.get("orders"), 200)
        refused(client.get("orders"), 401, "woocommerce_rest_authentication_error")
        woocommerce.oauth.OAuth.generate_nonce = staticmethod(nonce)
        woocommerce.api.time = lambda: time.time() - 1000
        refused(client.get("orders"), 401, "woocommerce_rest_authentication_error")
    finally:
        woocommerce.oauth.OAuth.generate_nonce, woocommerce.api.time = staticmethod(nonce), clock


@check("over https the key is shown by basic authentication or in the query, and a wrong secret is refused")
def _():
    address = "https://shop.northwind.example"
    answered(shop(address).get("orders"), 200)
    answered(shop(address, query_string_auth=True).get("orders"), 200)
    refused(shop(address, secret="cs_other").get("orders"), 401, "woocommerce_rest_authentication_error")


@check("every page is read once by the number of pages, and the Link leads on")
def _():
    first = client.get("orders", params={"per_page": 20, "orderby": "id", "order": "asc"})
    total, pages = int(first.headers["X-WP-Total"]), int(first.headers["X-WP-TotalPages"])
    assert pages > 3 and pages == -(-total // 20), (total, pages)
    ids = []
    for page in range(1, pages + 1):
        answer = client.get("orders", params={"per_page": 20, "page": page, "orderby": "id", "order": "asc"})
        ids += [order["id"] for order in answered(answer, 200)]
        assert ('rel="next"' in answer.headers.get("Link", "")) == (page < pages), answer.headers.get("Link")
    equal((len(ids), len(set(ids)), ids), (total, total, sorted(ids)))
    equal(answered(client.get("orders", params={"per_page": 20, "page": pages + 1}), 200), [])


@check("a shop tells its times twice: by its own clock and in UTC")
def _():
    order = answered(client.get("orders", params={"per_page": 1}), 200)[0]
    for name in ("date_created", "date_modified"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", order[name]), order[name]
        assert order[name] != order[name + "_gmt"], order[name]


@check("changes are asked for by modified_after, in UTC with dates_are_gmt")
def _():
    newest = answered(client.get("orders", params={"per_page": 1, "orderby": "modified", "order": "desc"}), 200)[0]
    query = {"modified_after": newest["date_modified_gmt"], "dates_are_gmt": True, "orderby": "modified", "order": "asc"}
    assert newest["id"] not in [order["id"] for order in answered(client.get("orders", params=query), 200)]
    vendors.control("woocommerce", "advance", {"seconds": 5})
    made = answered(client.post("orders", {}), 201)
    changed = [order["id"] for order in answered(client.get("orders", params=query), 200)]
    assert changed[-1:] == [made["id"]], changed


@check("filters: status, include, exclude, customer, and only the fields asked for")
def _():
    made = [paid_order()["id"] for _ in range(3)]
    text = ",".join(map(str, made))
    equal(sorted(o["id"] for o in answered(client.get("orders", params={"include": text, "exclude": made[1]}), 200)), [made[0], made[2]])
    equal(answered(client.get("orders", params={"include": text, "status": "cancelled"}), 200), [])
    rows = answered(client.get("orders", params={"include": text, "_fields": "id,billing.email", "orderby": "include"}), 200)
    equal([sorted(row) for row in rows], [["billing", "id"]] * 3)
    equal(sorted(rows[0]["billing"]), ["email"])
    guest = answered(client.get("orders", params={"customer": 0, "per_page": 100}), 200)
    assert guest and all(order["customer_id"] == 0 for order in guest)


@check("a customer is made, changed, found by address and deleted by force; an address is taken once")
def _():
    made = answered(client.post("customers", {"email": "Ada@fidelity.example", "first_name": "Ada"}), 201)
    changed = answered(client.put(f"customers/{made['id']}", {"last_name": "Löw", "billing": {"phone": "+1 555"}}), 200)
    within({"first_name": "Ada", "last_name": "Löw", "role": "customer"}, changed)
    equal(changed["billing"]["phone"], "+1 555")
    equal([c["id"] for c in answered(client.get("customers", params={"email": "ada@fidelity.example"}), 200)], [made["id"]])
    refused(client.post("customers", {"email": "ada@fidelity.example"}), 400, "registration-error-email-exists")
    refused(client.delete(f"customers/{made['id']}"), 501, "woocommerce_rest_trash_not_supported")
    answered(client.delete(f"customers/{made['id']}", params={"force": True}), 200)
    refused(client.get(f"customers/{made['id']}"), 404, "woocommerce_rest_invalid_id")


@check("a coupon is made in small letters, found in any case, changed, and its code is taken once")
def _():
    made = answered(client.post("coupons", {"code": "Fidelity10", "discount_type": "percent", "amount": "10"}), 201)
    within({"code": "fidelity10", "amount": "10.00", "usage_count": 0, "usage_limit": None}, made)
    equal([c["id"] for c in answered(client.get("coupons", params={"code": "FIDELITY10"}), 200)], [made["id"]])
    within({"usage_limit": 5, "code": "fidelity10"}, answered(client.put(f"coupons/{made['id']}", {"usage_limit": 5}), 200))
    refused(client.post("coupons", {"code": "fidelity10"}), 400, "woocommerce_rest_coupon_code_already_exists")
    refused(client.post("coupons", {"code": "toomuch", "discount_type": "percent", "amount": "101"}), 400, "coupon_invalid_amount")


@check("an order adds up its lines, coupon and shipping, and keeps the day it was paid")
def _():
    answered(client.post("coupons", {"code": "tenth", "discount_type": "percent", "amount": "10"}), 201)
    made = answered(client.post("orders", {
        "line_items": [{"product_id": 93, "quantity": 2, "total": "80.00"}, {"product_id": 94, "quantity": 1, "total": "20.00"}],
        "coupon_lines": [{"code": "TENTH"}], "shipping_lines": [{"method_id": "flat_rate", "total": "5.00"}],
        "meta_data": [{"key": "_entente_click", "value": "click_fidelity"}]}), 201)
    within({"status": "pending", "discount_total": "10.00", "shipping_total": "5.00", "total": "95.00", "date_paid": None}, made)
    equal(made["coupon_lines"][0]["code"], "tenth")
    equal([row["value"] for row in made["meta_data"] if row["key"] == "_entente_click"], ["click_fidelity"])
    done = answered(client.put(f"orders/{made['id']}", {"status": "completed"}), 200)
    assert done["date_paid_gmt"] and done["date_completed_gmt"], done
    refused(client.post("orders", {"coupon_lines": [{"code": "nobody"}]}), 400, "woocommerce_rest_invalid_coupon")


@check("a refund of a part leaves the order's date, one of the rest ends it, and none goes further")
def _():
    order = paid_order()
    path = f"orders/{order['id']}/refunds"
    part = answered(client.post(path, {"amount": "20.00", "reason": "Broken"}), 201)
    within({"amount": "20.00", "reason": "Broken"}, part)
    after = answered(client.get(f"orders/{order['id']}"), 200)
    equal((after["date_modified_gmt"], [r["total"] for r in after["refunds"]]), (order["date_modified_gmt"], ["-20.00"]))
    refused(client.post(path, {"amount": "10.01"}), 500, "woocommerce_rest_cannot_create_order_refund")
    answered(client.post(path, {"amount": "10.00"}), 201)
    equal(answered(client.get(f"orders/{order['id']}"), 200)["status"], "refunded")
    equal(len(answered(client.get(path), 200)), 2)


@check("all refunds of the shop are listed with the order that each is of")
def _():
    rows = answered(client.get("refunds", params={"per_page": 100, "orderby": "date", "order": "asc"}), 200)
    assert rows and all(row["parent_id"] > 0 and row["amount"] for row in rows)
    one = answered(client.get("refunds", params={"include": rows[0]["id"]}), 200)
    equal([row["id"] for row in one], [rows[0]["id"]])


@check("every row of a batch stands for itself, and more than a hundred are refused")
def _():
    body = answered(client.post("coupons/batch", {
        "create": [{"code": "batched"}, {"code": "fidelity10"}], "update": [{"id": 999_999_999, "amount": "1"}]}), 200)
    equal(body["create"][0]["code"], "batched")
    equal(body["create"][1]["error"]["code"], "woocommerce_rest_coupon_code_already_exists")
    equal(body["update"][0]["error"]["code"], "woocommerce_rest_shop_coupon_invalid_id")
    refused(client.post("coupons/batch", {"delete": list(range(1, 102))}), 413, "woocommerce_rest_request_entity_too_large")


@check("the trash keeps an order until it is deleted by force")
def _():
    made = paid_order()["id"]
    answered(client.delete(f"orders/{made}"), 200)
    equal(answered(client.get(f"orders/{made}"), 200)["status"], "trash")
    refused(client.delete(f"orders/{made}"), 410, "woocommerce_rest_already_trashed")
    answered(client.delete(f"orders/{made}", params={"force": True}), 200)
    refused(client.get(f"orders/{made}"), 404, "woocommerce_rest_shop_order_invalid_id")


@check("what makes no sense is refused by name: rest_invalid_param, rest_missing_callback_param, rest_no_route")
def _():
    body = refused(client.get("orders", params={"per_page": 101, "order": "up"}), 400, "rest_invalid_param")
    equal(sorted(body["data"]["params"]), ["order", "per_page"])
    refused(client.post("customers", {}), 400, "rest_missing_callback_param")
    refused(client.get("nothing"), 404, "rest_no_route")
    refused(client.put("orders/999999999", {"status": "completed"}), 400, "woocommerce_rest_shop_order_invalid_id")


run()
