"""The built application is served at its addresses, under a strict policy, and nothing else is."""

from __future__ import annotations

import os

import pytest
from fastapi.testclient import TestClient

from sitesel.api import web
from sitesel.api.app import create_app
from sitesel.settings import Settings

ADDRESSES = (
    "/", "/parcel?id=330901/0012", "/compare", "/about", "/s/mfrggzdfmztw", "/p/mfrggzdfmztw",
    "/sign-in", "/invitation", "/staff", "/staff/parcels/330901/0012",
)  # fmt: skip


@pytest.fixture
def built(tmp_path):
    folder = tmp_path / "built"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>the application</title>", "utf-8")
    (folder / "assets" / "main-1a2b.js").write_text("export {}", "utf-8")
    (folder / "icon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    (tmp_path / "secret.txt").write_text("for nobody", "utf-8")
    (folder / "leak.txt").symlink_to(tmp_path / "secret.txt")
    return folder


@pytest.fixture
def page(tmp_path, built):
    settings = Settings(store=tmp_path / "store", samples=tmp_path)
    return TestClient(create_app(settings, built=built), headers={"accept-language": "en"})


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_address_of_the_application_has_its_page(page, address):
    answer = page.get(address)
    assert answer.status_code == 200
    assert "the application" in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_the_page_may_run_no_script_but_its_own_and_ask_no_other_host(page):
    policy = dict(
        part.split(" ", 1) for part in page.get("/").headers["content-security-policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["img-src"] == "'self' data: blob:"
    assert policy["object-src"] == policy["base-uri"] == "'none'"


def test_no_page_is_referred_to_and_no_type_is_guessed(page):
    headers = page.get("/").headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"


def test_a_part_named_by_its_digest_is_kept_for_ever_and_others_are_asked_for_anew(page):
    script = page.get("/built/assets/main-1a2b.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    icon = page.get("/built/icon.svg")
    assert icon.headers["content-type"].startswith("image/svg+xml")
    assert icon.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "name",
    [
        "../secret.txt",
        "%2e%2e/secret.txt",
        "assets/..%2f..%2fsecret.txt",
        "..%5csecret.txt",
        "leak.txt",
        "%00",
        "assets",
        "index.html",
        "assets/none.js",
        "/etc/passwd",
        "a" * 5000,
        "assets/%00",
    ],
)
def test_nothing_outside_the_built_parts_is_sent(page, name):
    answer = page.get(f"/built/{name}")
    assert answer.status_code == 404
    assert "for nobody" not in answer.text


@pytest.mark.parametrize(("lang", "says"), [("zh", "网页尚未构建"), ("en", "not built yet")])
def test_where_nothing_is_built_a_plain_page_says_what_to_run(tmp_path, lang, says):
    settings = Settings(store=tmp_path / "store", samples=tmp_path)
    client = TestClient(create_app(settings, built=tmp_path / "nowhere"))
    answer = client.get("/", params={"lang": lang})
    assert answer.status_code == 503
    assert says in answer.text
    assert "make setup" in answer.text
    assert client.get("/built/assets/main.js").status_code == 404
    assert client.head("/").content == b""


def test_parts_are_compressed_once_as_long_as_they_do_not_change(page, built, monkeypatch):
    script = built / "assets" / "main-1a2b.js"
    script.write_text("export const words = 1;" * 500, "utf-8")
    answer = page.get("/built/assets/main-1a2b.js")
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 300
    assert answer.text == script.read_text("utf-8")
    monkeypatch.setattr(web.gzip, "compress", lambda *_, **__: pytest.fail("compressed again"))
    assert page.get("/built/assets/main-1a2b.js").text == answer.text
    plain = page.get("/built/assets/main-1a2b.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == answer.text
    monkeypatch.undo()
    script.write_text("export {};", "utf-8")
    os.utime(script, ns=(1, 1))
    assert page.get("/built/assets/main-1a2b.js").text == "export {};"
