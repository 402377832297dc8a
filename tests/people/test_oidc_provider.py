"""What a provider says is believed only as far as it can be checked; here it lies."""

from __future__ import annotations

import base64
import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from sitesel.errors import (
    IdentityRefused,
    OidcSettingsError,
    ProviderUnavailable,
    SignInStale,
)
from sitesel.people.oidc import subject_of
from sitesel.people.oidc_provider import Provider
from sitesel.people.oidc_roles import RoleMap, read_role_map
from sitesel.people.oidc_round import Round

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
AT = int(NOW.timestamp())
ASKED = Round("s3cr3t")
CALLBACK = "http://testserver/back"
OURS = "a secret that both sides know, long enough"


class Lying:
    """A provider that says whatever a test wants."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "1"})
        self.other = RSAKey.generate_key(2048, {"kid": "1"})
        self.forget()

    def forget(self) -> None:
        self.about: dict = {}
        self.keys: dict | None = None
        self.word: object = self.signed()
        self.token: dict | None = None
        self.user: object = {"sub": "7", "groups": ["land"]}
        self.status = 200
        self.asked: list[tuple[str, str]] = []

    def signed(self, *, key=None, header=None, **claims) -> str:
        said = {
            "iss": self.issuer,
            "sub": "7",
            "aud": "sitesel",
            "iat": AT,
            "exp": AT + 60,
            "nonce": ASKED.nonce,
            **claims,
        }
        said = {name: value for name, value in said.items() if value is not None}
        header = header or {"alg": "RS256", "kid": "1"}
        return jwt.encode(header, said, key or self.key, algorithms=["RS256", "HS256"])

    issuer = ""

    def answer(self, path: str, body: str) -> object:
        self.asked.append((path, body))
        if path.endswith("openid-configuration"):
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "userinfo_endpoint": f"{self.issuer}/user",
                **self.about,
            }
        if path == "/keys":
            return self.keys or {"keys": [self.key.as_dict(private=False)]}
        if path == "/token":
            held = {"access_token": "t", "token_type": "Bearer", "id_token": self.word}
            return self.token or held
        return self.user


@pytest.fixture(scope="module")
def running():
    lying = Lying()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            said = lying.answer(self.path, body)
            sent = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(lying.status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Lying.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield lying
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def lying(running):
    running.forget()
    return running


def provider(lying, **more) -> Provider:
    return Provider(lying.issuer, "sitesel", OURS, **more)


def claims(made: Provider, *, wants_more=False) -> dict:
    return made.claims("code", ASKED, CALLBACK, needs=lambda _: wants_more, now=NOW)


def unsigned(word: str) -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return f"{header}.{word.split('.')[1]}."


def test_the_word_of_a_provider_is_believed_where_all_of_it_fits(lying):
    assert claims(provider(lying))["sub"] == "7"
    [body] = [body for path, body in lying.asked if path == "/token"]
    sent = parse_qs(body)
    assert sent["code_verifier"] == [ASKED.verifier]
    assert sent["redirect_uri"] == [CALLBACK]
    assert "client_secret" not in sent  # it goes in the header


@pytest.mark.parametrize(
    "said",
    [
        {"nonce": "another round's"},
        {"nonce": None},
        {"iss": "https://elsewhere.example"},
        {"aud": "another service"},
        {"aud": ["another service", "and another"]},
        {"aud": "another service", "azp": "sitesel"},
        {"aud": ["sitesel", "another"], "azp": "another"},
        {"exp": AT - 3600},
        {"exp": None},
        {"iat": AT + 3600},
        {"sub": None},
    ],
)
def test_a_word_for_another_round_service_or_time_is_not_believed(lying, said):
    lying.word = lying.signed(**said)
    with pytest.raises(IdentityRefused):
        claims(provider(lying))


def test_a_word_that_the_provider_did_not_sign_is_not_believed(lying):
    for word in (
        lying.signed(key=lying.other),
        lying.signed(key=OctKey.import_key(OURS), header={"alg": "HS256", "kid": "1"}),
        unsigned(lying.signed()),
        lying.signed()[:-8] + "AAAAAAAA",
        "not a word",
        "a.b.c",
    ):
        lying.word = word
        with pytest.raises(IdentityRefused):
            claims(provider(lying))


@pytest.mark.parametrize("word", [None, 7, ["x"]])
def test_an_answer_without_a_word_is_none(lying, word):
    lying.word = word
    with pytest.raises(IdentityRefused):
        claims(provider(lying))


def test_a_code_that_the_provider_does_not_take_is_stale(lying):
    made = provider(lying)
    made.address(ASKED, CALLBACK)
    lying.token, lying.status = {"error": "invalid_grant"}, 400
    with pytest.raises(SignInStale):
        claims(made)


def test_new_keys_of_the_provider_are_taken(lying):
    made = provider(lying)
    claims(made)
    new = RSAKey.generate_key(2048, {"kid": "2"})
    lying.keys = {"keys": [new.as_dict(private=False)]}
    lying.word = lying.signed(key=new, header={"alg": "RS256", "kid": "2"})
    assert claims(made)["sub"] == "7"


def test_more_is_asked_only_where_needed_and_believed_only_of_the_same_person(lying):
    assert "groups" not in claims(provider(lying))
    assert claims(provider(lying), wants_more=True)["groups"] == ["land"]
    lying.user = {"sub": "8", "groups": ["chiefs"]}
    with pytest.raises(IdentityRefused):
        claims(provider(lying), wants_more=True)


@pytest.mark.parametrize(
    "about",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_provider_that_tells_nonsense_of_itself_is_not_asked(lying, about):
    lying.about = about
    with pytest.raises(ProviderUnavailable):
        provider(lying).address(ASKED, CALLBACK)
    assert [path for path, _ in lying.asked] == ["/.well-known/openid-configuration"]


@pytest.mark.parametrize(("status", "keys"), [(500, None), (302, None), (200, {"keys": 7})])
def test_a_provider_that_fails_is_unavailable_or_not_believed(lying, status, keys):
    lying.status, lying.keys = status, keys
    with pytest.raises((ProviderUnavailable, IdentityRefused)):
        claims(provider(lying))


def test_a_provider_that_is_down_is_not_asked_again_at_once(lying):
    seconds = [0.0]
    made = provider(lying, clock=lambda: seconds[0])
    lying.status = 503
    for _ in range(3):
        with pytest.raises(ProviderUnavailable):
            made.address(ASKED, CALLBACK)
    assert len(lying.asked) == 1
    lying.status, seconds[0] = 200, 11.0
    assert made.address(ASKED, CALLBACK).startswith(f"{lying.issuer}/authorize?")


def test_many_at_once_hold_no_more_than_a_few(lying):
    made = provider(lying)
    held = [made._free.acquire(blocking=False) for _ in range(8)]
    assert all(held)
    with pytest.raises(ProviderUnavailable):
        made.address(ASKED, CALLBACK)
    assert lying.asked == []


@pytest.mark.parametrize("issuer", ["", "http://id.example", "ftp://id.example", "https://", "x"])
def test_an_issuer_that_others_could_read_along_is_refused(issuer):
    with pytest.raises(OidcSettingsError):
        Provider(issuer, "sitesel")


@pytest.mark.parametrize("told", ["land", "land=boss", "land=public", "=staff", "fire=reviewer"])
def test_a_map_of_roles_with_a_fault_is_refused(told):
    with pytest.raises(OidcSettingsError, match="SITESEL_OIDC_ROLES"):
        read_role_map("groups", told)


@pytest.mark.parametrize("said", [None, 7, {"land": 1}, [["land"]], [7, None], "Land", "land,x"])
def test_a_claim_of_another_shape_gives_no_role(said):
    roles = read_role_map("groups", "land=staff")
    assert roles.given({"groups": said}) is None


@pytest.mark.parametrize("subject", [None, 7, "", "x" * 256, "a\0b", "a\u202eb"])
def test_a_subject_that_can_not_be_kept_is_refused(subject):
    with pytest.raises(IdentityRefused):
        subject_of("https://id.example", {"sub": subject}, RoleMap("groups", ()))


def test_names_from_elsewhere_are_made_fit():
    def who(**said):
        return subject_of("https://id.example", {"sub": "7", **said}, RoleMap("groups", ()))

    assert who(preferred_username="<b>li</b>").name == "b.li.b"
    assert who(preferred_username=" ", email="li@example.org").name == "li@example.org"
    assert who(preferred_username=7).name.startswith("user-")
    assert who(preferred_username="李" * 80).name == "李" * 64
    assert who(name="x" * 101).full_name == ""
    assert who(name="a\nb").full_name == ""
