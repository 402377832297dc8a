"""What every answer carries: what may run in it, how long it holds, what it differs by."""

from __future__ import annotations

import shutil

import pytest
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.api.callers import Caller
from sitesel.catalogue import Store
from sitesel.settings import Settings
from tests.api.conftest import WANTED
from tests.callers import taken_for

PAGES = ("/", "/parcel", "/compare", "/about", "/s/abc", "/docs", "/report")
GETS = (
    *PAGES,
    "/pages/docs.js",
    "/map/none",
    "/nowhere",
    "/api/openapi.json",
    "/api/catalogue",
    "/api/attributes",
    "/api/schema",
    "/api/network",
    "/api/gaps",
    "/api/rules",
    "/api/templates",
    "/api/site",
    "/api/words",
    "/api/search?q=a",
    "/api/search?limit=x",
    "/api/parcels",
    "/api/parcels/A",
    "/api/parcels/nobody",
    "/api/parcels/A/media",
    "/api/parcels/A/surroundings",
    "/api/parcels/A/envelope",
    "/api/picture.svg",
    "/api/picture.svg?catalogue={catalogue}",
    "/tiles/{catalogue}.json",
    "/tiles/{catalogue}/parcels/0/0/0.mvt",
    "/tiles/none.json",
    "/api/selections/{digest}",
    "/api/selections/{digest}?format=html",
    "/api/selections/{digest}/ledger",
    "/api/selections/{digest}/standings",
    "/api/selections/{digest}/renewed",
    "/api/selections/{digest}/parcels/A",
    "/api/links/{link}",
)
PINNED = ("{catalogue}", "{digest}")


@pytest.fixture(scope="module")
def told(published_town, tmp_path_factory):
    """Return a function that asks for an address in a language."""
    folder = tmp_path_factory.mktemp("told")
    store = Store(shutil.copytree(published_town, folder / "town"))
    with TestClient(create_app(Settings(store=store.path, samples=folder))) as client:
        digest = client.post("/api/selections", json=WANTED).json()["digest"]
        link = client.post("/api/links", json={"state": {"a": 1}}).json()["id"]

        def ask(address: str, lang: str = "en"):
            whole = address.format(catalogue=store.current_id(), digest=digest, link=link)
            return client.get(whole, headers={"accept-language": lang})

        yield ask


@pytest.mark.parametrize("address", GETS)
def test_what_may_run_and_be_sent_on_is_bounded(told, address):
    headers = told(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src *" not in policy
    assert "unsafe-eval" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("address", GETS)
def test_only_what_an_address_pins_is_kept_without_asking(told, address):
    answer = told(address)
    kept = answer.headers["cache-control"]
    if "immutable" in kept:
        assert answer.status_code == 200
        assert any(pin in address for pin in PINNED)
    else:
        assert kept == "no-cache"


@pytest.mark.parametrize("address", GETS)
def test_what_is_said_in_two_languages_is_kept_apart(told, address):
    chinese, english = told(address, "zh"), told(address, "en")
    if chinese.content != english.content:
        assert "accept-language" in english.headers["vary"].lower()
        for tags in [(chinese.headers.get("etag"), english.headers.get("etag"))]:
            assert tags == (None, None) or tags[0] != tags[1]


@pytest.mark.parametrize("address", PAGES[:-1])
def test_no_script_that_stands_in_a_page_runs(told, address):
    scripts = told(address).headers["content-security-policy"].split("script-src ")[1]
    assert scripts.split(";")[0] == "'self'"


def test_an_unforeseen_error_carries_the_same_and_tells_nothing(town, tmp_path, caplog):
    app = create_app(Settings(store=tmp_path / "town", samples=tmp_path))

    @app.get("/broken")
    def broken(caller: Caller):
        raise RuntimeError("what only the log tells")

    with TestClient(
        taken_for(app, "staff"), headers={"accept-language": "en"}, raise_server_exceptions=False
    ) as client:
        answer = client.get("/broken")
    headers = answer.headers
    assert answer.status_code == 500
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "private, no-store"
    assert {"cookie", "authorization"} <= set(headers["vary"].lower().replace(" ", "").split(","))
    assert "only the log" not in answer.text
    assert answer.json()["type"] == "urn:sitesel:problem:unforeseen"
    assert "what only the log tells" in caplog.text
