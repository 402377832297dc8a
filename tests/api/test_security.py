"""Attacks, as an outsider, an invited investor and a reviewer would try them.

What is tried elsewhere: guessing passwords, planted sessions and forms of other sites at the
sign-in (test_sign_in), rounds to a provider (test_oidc), each role at each route
(test_permissions), files of parcels (test_upload), pictures (test_media_added).
"""

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
import zlib
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from PIL import Image
from sqlalchemy import select, text

from sitesel.api import shares
from sitesel.errors import StateError
from sitesel.record.table import EntryRow
from tests.api.conftest import WANTED
from tests.api.proposing import project_of, service
from tests.api.test_permissions import routes
from tests.callers import GOOD, added, signed_in

OTHERS = (
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"sec-fetch-site": "cross-site"},
    {"origin": "http://testserver.evil.example", "content-type": "text/plain"},
    {"content-type": "application/x-www-form-urlencoded"},
)
# nobody's session matters to these; a whole sign-in from another site is refused in test_sign_in
GUARDED_ELSEWHERE = {
    "/api/sign-in",
    "/api/links",
    "/api/invitations/{invitation}",
    "/api/invitations/{invitation}/oidc",
}
INTO_OTHER_FOLDERS = (
    "../../../../etc/passwd",
    "..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "..%5c..%5cetc%5cpasswd",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "....//....//etc/passwd",
    "state.sqlite",
    "../state.sqlite",
    "..%2fstate.sqlite",
    "%00/etc/passwd",
    "%c0%ae%c0%ae/etc/passwd",
)
SQL = (
    "' OR '1'='1",
    "'; DROP TABLE account; --",
    '" OR ""="',
    "%' UNION SELECT password FROM account --",
    "1); DELETE FROM entry; --",
    "\\'; SELECT 1",
    "%",
    "_",
)
TEMPLATES = ("{{ 7*191 }}", "{% for x in ().__class__.__mro__ %}{{x}}{% endfor %}", "${7*191}")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    return service(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def staff(app):
    return signed_in(app, "staff")


@pytest.fixture(scope="module")
def project(staff):
    return project_of(staff)


def filled(path: str, project: int) -> str:
    return re.sub(r"{[^}]*}", "1", path.replace("{project}", str(project)))


@pytest.mark.parametrize("role", ["admin", "reviewer", "investor"])
def test_no_page_of_another_site_changes_anything_in_somebodys_name(app, project, role):
    client = signed_in(app, role)
    del client.headers["X-Sitesel"]
    taken = {}
    changing = [
        (method, path)
        for method, path in routes(app)
        if method not in ("GET", "HEAD") and path not in GUARDED_ELSEWHERE
    ]
    assert len(changing) > 40
    for method, path in changing:
        for headers in OTHERS:
            answer = client.request(method, filled(path, project), headers=headers, content=b"{}")
            if answer.status_code != 403 or not answer.json()["type"].endswith("cross-site"):
                taken[method, path, str(headers)] = answer.status_code
    assert taken == {}


def test_nothing_is_changed_by_looking(app, project):
    """A link or picture of another site's page is a GET: it may tell, never change."""
    client = signed_in(app, "admin")
    del client.headers["X-Sitesel"]
    with app.state.database.reading() as session:
        before = len(session.scalars(select(EntryRow)).all())
    for method, path in sorted(routes(app)):
        if method == "GET" and "callback" not in path:
            client.get(filled(path, project), headers={"sec-fetch-site": "cross-site"})
    with app.state.database.reading() as session:
        told = [row.what for row in session.scalars(select(EntryRow))][before:]
    assert set(told) <= {"view", "download", "select", "export"}


def test_no_address_leads_out_of_its_folder(app, staff, project):
    secret = b"root:"
    held = {}
    for method, path in sorted(routes(app)):
        if method != "GET" or "{" not in path:
            continue
        for way in INTO_OTHER_FOLDERS[:5]:
            whole = re.sub(r"{[^}]*}", lambda _: way, path.replace("{project}", str(project)))  # noqa: B023
            answer = staff.get(whole, follow_redirects=False)
            if (
                answer.status_code >= 500
                or secret in answer.content
                or b"SQLite format" in answer.content
            ):
                held[whole] = answer.status_code
    for folder in ("/assets/", "/built/", "/pages/", "/tiles/"):
        for way in INTO_OTHER_FOLDERS:
            answer = staff.get(folder + way, follow_redirects=False)
            if answer.status_code < 400 or answer.status_code >= 500:
                held[folder + way] = answer.status_code
    assert held == {}


def test_no_address_of_this_service_leads_to_another(app):
    client = signed_in(app, "staff")
    led = {}
    for way in (
        "//evil.example",
        "//evil.example/",
        "//evil.example/api/catalogue/",
        "/\\evil.example/",
        "/%5cevil.example/",
        "/%2f%2fevil.example/",
        "/api/catalogue/?next=//evil.example",
        "/sign-in?next=//evil.example",
        "/api/sign-in/oidc/callback?next=https://evil.example&code=1&state=1",
        "/s/%2f%2fevil.example",
    ):
        answer = client.get("http://testserver" + way, follow_redirects=False)
        to = answer.headers.get("location")
        if to and urlsplit(to).netloc not in ("", "testserver"):
            led[way] = to
        if to and to.replace("\\", "/").startswith("//"):
            led[way] = to
    assert led == {}


@pytest.mark.parametrize("words", SQL)
def test_words_are_never_read_as_a_question_to_the_database(app, staff, words):
    admin = signed_in(app, "admin")
    whole = admin.get("/api/users").json()
    for path in (
        "/api/projects",
        "/api/search",
        "/api/enquiries",
    ):
        for name in ("q", "unit", "status", "stage"):
            answer = staff.get(path, params={name: words})
            assert answer.status_code < 500
            if name in ("q", "unit") and answer.status_code == 200:
                found = answer.json()
                assert not found.get("projects"), (path, name)
    for name in ("who", "of", "what"):
        answer = admin.get("/api/record", params={name: words})
        assert answer.status_code in (200, 422)
        assert not answer.json().get("entries")
    answer = signed_in(app, "public").post("/api/sign-in", json={"name": words, "password": words})
    assert answer.status_code in (401, 429)
    assert admin.get("/api/users").json() == whole


def leaves(body, path=()):
    if isinstance(body, str):
        yield path
    elif isinstance(body, dict | list):
        for key in body if isinstance(body, dict) else range(len(body)):
            yield from leaves(body[key], (*path, key))


def put(body, path: tuple, letters: str) -> bytes:
    """Return a body as JSON that has other letters, as JSON spells them, at one place."""
    copy = json.loads(json.dumps(body))
    place = copy
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = "@@"
    return json.dumps(copy).replace('"@@"', f'"{letters}"').encode()


ODD = ("\\ud800", "\\u0000", "a\\u0000b", "\\u202e", "\\uffff", " ", "", "\\r\\n", "x" * 30_000)
MALFORMED = {
    "deep": b"[" * 200_000,
    "deep objects": b'{"a":' * 60_000,
    "a large number": b'{"title":' + b"9" * 6_000 + b"}",
    "no number": b'{"title":NaN,"days":Infinity}',
    "no UTF-8": b'{"a":"\xff\xfe"}',
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "a bomb": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(
        b"%c: &%c [%s]\n" % (one + 1, one + 1, b",".join([b"*%c" % one] * 9))
        for one in range(ord("a"), ord("i"))
    ),
    "itself": b"&a [*a]",
    "a program": b"!!python/object/apply:os.system ['true']",
}


@pytest.mark.parametrize(
    ("role", "path", "body"),
    [
        ("public", "/api/sign-in", {"name": "a", "password": "b"}),
        ("public", "/api/invitations/ab23cd45", {"secret": "a", "password": "b"}),
        ("public", "/api/selections", WANTED),
        ("public", "/api/enquiries", {"name": "a", "contact": "b", "message": "c"}),
        ("public", "/api/links", {"state": {"a": "b"}}),
        ("admin", "/api/users", {"name": "a", "role": "staff", "full_name": "c"}),
        ("admin", "/api/keys", {"label": "a", "scopes": ["read_staff"], "days": 1}),
        ("admin", "/api/me/password", {"old": "a", "new": "b"}),
        ("staff", "/api/projects", {"title": {"zh": "a", "en": "b"}, "figures": {"land": "15 亩"}}),
        ("staff", "/api/projects/1/requirements", WANTED),
        ("staff", "/api/projects/1/contacts", {"name": "a", "telephone": "b"}),
        ("staff", "/api/projects/1/notes", {"text": "a"}),
        (
            "staff",
            "/api/projects/1/issues",
            {
                "what": {"zh": "a", "en": "b"},
                "department": {"zh": "a", "en": "b"},
                "due": "2026-12-01",
                "person": "c",
                "parcel": "A",
            },
        ),
    ],
)
def test_no_odd_text_and_no_malformed_body_makes_the_service_fail(app, project, role, path, body):
    client = signed_in(app, role)
    assert project == 1
    kind = {"content-type": "application/json"}
    failed = {}
    for at in leaves(body):
        for letters in ODD:
            answer = client.post(path, content=put(body, at, letters), headers=kind)
            if answer.status_code >= 500:
                failed[at, letters[:20]] = answer.status_code
    for name, sent in MALFORMED.items():
        for media in ("application/json", "application/yaml"):
            answer = client.post(path, content=sent, headers={"content-type": media})
            if not 400 <= answer.status_code < 500:
                failed[name, media] = answer.status_code
    assert failed == {}


@pytest.mark.parametrize("words", TEMPLATES)
def test_words_are_never_read_as_a_template(app, staff, project, words):
    made = staff.post(f"/api/projects/{project}/notes", json={"text": words})
    assert made.status_code == 201
    told = staff.get(f"/api/projects/{project}").text
    assert words.replace('"', '\\"') in told
    assert "1337" not in told


def document(kind: str) -> bytes:
    if kind == "svg":
        return b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    if kind == "html":
        return b"<!doctype html><script>alert(1)</script>"
    if kind == "html after a picture's first bytes":
        return b"\x89PNG\r\n\x1a\n<script>alert(1)</script>"
    if kind == "a picture of too many pixels":
        return _png(60_000, 60_000)
    if kind == "a zip":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("x.xml", b"0" * 5_000_000)
        return out.getvalue()
    if kind == "a program":
        return b"\x7fELF" + bytes(100)
    return {"nothing": b"", "zeros": bytes(2_000), "half a JPEG": b"\xff\xd8\xff\xe0\0\x10JFIF"}[
        kind
    ]


def _png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("1", (8, 8)).save(out, "PNG")
    body = bytearray(out.getvalue())
    body[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    body[29:33] = zlib.crc32(bytes(body[12:29])).to_bytes(4, "big")
    return bytes(body)


@pytest.mark.parametrize(
    "kind",
    [
        "svg",
        "html",
        "html after a picture's first bytes",
        "a picture of too many pixels",
        "a zip",
        "a program",
        "nothing",
        "zeros",
        "half a JPEG",
    ],
)
def test_a_file_that_is_no_plain_picture_or_pdf_is_refused_everywhere(staff, project, kind):
    body = document(kind)
    for path in (
        f"/api/projects/{project}/documents?name=plan.png",
        "/api/parcels/A/media?name=plan.png&kind=photo",
    ):
        answer = staff.post(path, content=body, headers={"content-type": "image/png"})
        assert answer.status_code == 422, (path, answer.text)
    assert staff.get(f"/api/projects/{project}").json()["documents"] == []


@pytest.mark.parametrize(
    "name", ["../../evil.png", "/etc/cron.d/evil", "a\r\nX-Evil: 1.png", "\u202egnp.png"]
)
def test_what_a_document_is_called_steers_nothing(app, staff, project, name):
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    made = staff.post(
        f"/api/projects/{project}/documents", params={"name": name}, content=picture.getvalue()
    )
    if made.status_code == 422:
        return
    document = made.json()
    answer = staff.get(f"/api/projects/{project}/documents/{document['id']}")
    how = answer.headers["content-disposition"]
    assert how.startswith("attachment;")
    assert "x-evil" not in answer.headers
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-type"] == "image/png"
    assert not {"/", "\r", "\n"} & set(how)
    staff.delete(f"/api/projects/{project}/documents/{document['id']}")


def test_an_investor_and_an_outsider_see_nothing_of_projects(app, staff, project):
    answers = {}
    for role in ("public", "investor", "reviewer", "keeper"):
        client = signed_in(app, role)
        for method, path in sorted(routes(app)):
            if method == "GET" and path.startswith("/api/projects/{project}"):
                there = client.get(filled(path, project))
                nowhere = client.get(filled(path, 99_999))
                if role == "reviewer" and "evaluations" in path:
                    continue
                if there.status_code not in (401, 403) or there.content != nowhere.content:
                    answers[role, path] = there.status_code
    assert answers == {}


def test_nobody_is_told_which_names_there_are(app):
    added(app.state.database, "hidden", "staff", now=datetime.now(UTC), password=GOOD)
    client = signed_in(app, "public")
    told = [
        client.post("/api/sign-in", json={"name": name, "password": "wrong wrong wrong"})
        for name in ("hidden", "nobody-at-all")
    ]
    assert told[0].status_code == told[1].status_code == 401
    assert told[0].content == told[1].content
    assert {k: v for k, v in told[0].headers.items() if k != "date"} == {
        k: v for k, v in told[1].headers.items() if k != "date"
    }


def test_secrets_reach_neither_log_nor_record_nor_answer(app, caplog):
    caplog.set_level(logging.DEBUG)
    database = app.state.database
    added(database, "careful", "admin", now=datetime.now(UTC), password=GOOD)
    client = signed_in(app, "public")
    entered = client.post("/api/sign-in", json={"name": "careful", "password": GOOD})
    session = client.cookies["sitesel"]
    wrong = "hunter2 hunter2 hunter2"
    client.post("/api/sign-in", json={"name": wrong, "password": wrong})
    new = client.post("/api/keys", json={"label": "x", "scopes": ["read_staff"], "days": 1})
    key = new.json()["key"]
    with_key = signed_in(app, "public")
    with_key.get("/api/me", headers={"authorization": f"Bearer {key}"})
    bad = with_key.get("/api/me", headers={"authorization": f"Bearer {key}x"})
    invited = client.post(
        "/api/invitations", json={"add": {"name": "newcomer", "role": "investor"}}
    )
    secret = invited.json()["link"].rpartition(".")[2]
    refused = client.post("/api/invitations/ab23cd45", json={"secret": secret, "password": GOOD})
    listed = client.get("/api/users").text + client.get("/api/keys").text
    record = client.get("/api/record?most=200").text
    answers = entered.text + bad.text + refused.text + listed
    logged = "\n".join(
        f"{each.getMessage()} {each.exc_text or ''}"
        for each in caplog.records
        if not each.name.startswith(("httpx", "httpcore", "asyncio"))
    )
    for hidden in (GOOD, wrong, session, key, secret):
        assert hidden not in record
        assert hidden not in logged
        assert hidden not in answers
    assert "$argon2" not in record + logged + answers


def test_an_error_at_a_shared_link_does_not_log_the_link(app, caplog, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("broken")

    monkeypatch.setattr(shares, "opened", broken)
    client = signed_in(app, "public")
    client._transport.raise_server_exceptions = False
    assert client.get("/api/shared/ab23cd45.a-secret-of-somebody").status_code == 500
    ours = "\n".join(each.getMessage() for each in caplog.records if each.name == "sitesel.api")
    assert "unforeseen error at /api/shared/{token}" in ours
    assert "a-secret-of-somebody" not in ours


def test_what_people_wrote_is_not_in_the_errors_of_the_database(app):
    with (
        pytest.raises(StateError) as caught,
        app.state.database.reading() as session,
    ):
        session.execute(text("SELECT * FROM nowhere WHERE a = :a"), {"a": "what somebody wrote"})
    cause = str(caught.value.__cause__)
    assert "nowhere" in cause
    assert "what somebody wrote" not in cause + str(caught.value)
