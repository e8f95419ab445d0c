"""Logging in to Salesforce as simple-salesforce does it, and what is said when that fails."""

from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from simple_salesforce import Salesforce, SalesforceAuthenticationFailed, SalesforceExpiredSession

import vendors
from checks import check, equal, run

given = vendors.document()["salesforce"]


def refused(code, message, **more):
    """Fails unless the login with these arguments is refused with just that."""
    try:
        Salesforce(version=vendors.VERSION, session=vendors.salesforce_session(), **more)
    except SalesforceAuthenticationFailed as trouble:
        equal((trouble.code, trouble.auth_message), (code, message))
    else:
        raise AssertionError("the login was granted")


def app(**other):
    return {"consumer_key": given["client_id"], "consumer_secret": given["client_secret"], "domain": vendors.MY_DOMAIN, **other}


def signed(**other):
    return {
        "username": given["username"], "consumer_key": given["client_id"], "privatekey_file": given["private_key_file"],
        "domain": "login", "instance_url": vendors.MY_DOMAIN, **other}


@check("client credentials open a session of the app's own user")
def _():
    sf = vendors.salesforce_as_app()
    equal(sf.auth_type, "client-credentials")
    equal(sf.sf_instance, "northwind.my.salesforce.com")
    made = sf.Account.create({"Name": "By the app"})
    author = sf.Account.get(made["id"])["CreatedById"]
    equal(sf.User.get(author)["Username"], given["username"])


@check("a JWT bearer assertion opens a session of the user it names")
def _():
    for username in (given["username"], given["people"][1]):
        sf = vendors.salesforce_by_assertion(username)
        equal(sf.auth_type, "jwt-bearer")
        made = sf.Account.create({"Name": "By assertion"})
        equal(sf.User.get(sf.Account.get(made["id"])["LastModifiedById"])["Username"], username)


@check("a password opens a session of its user")
def _():
    sf = vendors.salesforce_as(given["people"][0])
    equal(len(sf.query("SELECT Id FROM User LIMIT 3")["records"]), 3)


@check("a wrong consumer secret is refused: invalid_client")
def _():
    refused("invalid_client", "invalid client credentials", **app(consumer_secret="wrong"))


@check("an unknown consumer key is refused: invalid_client_id")
def _():
    refused("invalid_client_id", "client identifier invalid", **app(consumer_key="wrong"))
    refused("invalid_client_id", "client identifier invalid", **signed(consumer_key="wrong"))


@check("a wrong password is refused: invalid_grant")
def _():
    refused("invalid_grant", "authentication failure", **app(username=given["people"][0], password="wrong"))


@check("an assertion for another audience is refused: invalid_grant")
def _():
    refused("invalid_grant", "audience is invalid", **signed(domain="elsewhere"))


@check("an assertion for a user whom the org does not know is refused: invalid_grant")
def _():
    refused("invalid_grant", "user hasn't approved this consumer", **signed(username="nobody@northwind.example"))


@check("an assertion signed with another key is refused: invalid_grant")
def _():
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = other.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with NamedTemporaryFile() as file:
        Path(file.name).write_bytes(pem)
        refused("invalid_grant", "invalid assertion", **signed(privatekey_file=file.name))


@check("a session that has ended is opened again by the client: 401 INVALID_SESSION_ID")
def _():
    sf = vendors.salesforce_as_app()
    first = sf.session_id
    vendors.control("salesforce", "faults", {"spec": "token-expired@salesforce=#1"})
    equal(len(sf.query("SELECT Id FROM Account LIMIT 1")["records"]), 1)
    vendors.control("salesforce", "faults", {"spec": ""})
    assert sf.session_id != first, "the client kept its session"


@check("a token that was never granted is refused: 401 INVALID_SESSION_ID")
def _():
    sf = Salesforce(
        session_id="00DRO0000000001!never", instance="northwind.my.salesforce.com", version=vendors.VERSION,
        session=vendors.salesforce_session())
    try:
        sf.Account.get("001RO0000000001")
    except SalesforceExpiredSession as trouble:
        equal((trouble.status, trouble.content),
              (401, [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]))
    else:
        raise AssertionError("the call was admitted")


run()
