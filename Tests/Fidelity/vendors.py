"""Logs in to the sandbox with the vendors' own clients, unchanged: only the address they end up at is ours.

The environment variable SANDBOX holds the document that `entente sandbox --json` prints, or the path of a file with it.
"""

import json
import os
from urllib.parse import urlsplit

import hubspot
import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce

MY_DOMAIN = "northwind.my"
VERSION = "63.0"


def document():
    """What the sandbox says of its vendors: their addresses and test credentials, by name."""
    said = os.environ["SANDBOX"]
    if not said.lstrip().startswith("{"):
        with open(said, encoding="utf-8") as file:
            said = file.read()
    return json.loads(said)["vendors"]


class Loopback(HTTPAdapter):
    """Carries what a client sends to a vendor's own hosts to the sandbox, under the host name that it was sent to."""

    def __init__(self, url):
        super().__init__()
        self.url = url

    def send(self, request, **options):
        address = urlsplit(request.url)
        request.headers["Host"] = address.netloc
        request.url = self.url + request.url[len(f"{address.scheme}://{address.netloc}"):]
        return super().send(request, **options)


def salesforce_session():
    """A requests session that reaches the sandbox wherever Salesforce is meant."""
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", Loopback(document()["salesforce"]["url"]))
    return session


def salesforce_as_app():
    """Salesforce, logged in by client credentials: the connected app's own user."""
    given = document()["salesforce"]
    return Salesforce(
        consumer_key=given["client_id"], consumer_secret=given["client_secret"], domain=MY_DOMAIN, version=VERSION,
        session=salesforce_session())


def salesforce_by_assertion(username):
    """Salesforce, logged in by JWT bearer as that user."""
    given = document()["salesforce"]
    return Salesforce(
        username=username, consumer_key=given["client_id"], privatekey_file=given["private_key_file"], domain="login",
        instance_url=MY_DOMAIN, version=VERSION, session=salesforce_session())


def salesforce_as(username):
    """Salesforce, logged in with that person's password: it works whatever time the sandbox's clock says."""
    given = document()["salesforce"]
    return Salesforce(
        username=username, password=given["password"], consumer_key=given["client_id"], consumer_secret=given["client_secret"],
        domain=MY_DOMAIN, version=VERSION, session=salesforce_session())


def hubspot_client(token=None, **more):
    """HubSpot, with the private app's token unless another is given."""
    given = document()["hubspot"]
    return hubspot.Client.create(access_token=token or given["token"], host=given["url"], **more)


def control(vendor, name, body=None):
    """Asks one of the sandbox's own controls: state, log, faults, advance, edit."""
    session = requests.Session()
    session.trust_env = False
    address = f"{document()[vendor]['url']}/_sandbox/{name}"
    answer = session.get(address) if body is None else session.post(address, json=body)
    found = answer.json()
    if answer.status_code != 200:
        raise ValueError(found.get("error", answer.text))
    return found
