"""A provider of OpenID Connect: where people are sent, and what it says of who comes back.

It is asked for nothing before somebody wants to sign in by it, and never for long: when it is
down, everything else works.
"""

from __future__ import annotations

import ipaddress
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import RequestException

from sitesel.errors import (
    IdentityRefused,
    OidcSettingsError,
    ProviderUnavailable,
    SignInStale,
)
from sitesel.people.oidc_round import Round

_LOG = logging.getLogger("sitesel.people")
_TIMEOUT = (3.05, 5.0)  # s, to connect and between two parts of an answer
_AT_ONCE = 8  # so that a provider that is slow never holds all who serve the map
_KNOWN_FOR = 3600.0  # s
_DOWN_FOR = 10.0  # s without asking again
_LEEWAY = 60  # s between two clocks
# signed by the provider's own key: never `none`, never by the secret that both sides know
_SIGNED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
           "Ed25519")  # fmt: skip
_FINE = 200
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Provider:
    """A provider that people sign in by.

    Parameters
    ----------
    issuer
        What it calls itself, and where it tells of itself.
    client_id, client_secret
        What it calls this service, and what this service proves itself with; empty for a public
        client.
    scope
        What is asked of it.
    clock
        The time in seconds, from any start.

    Raises
    ------
    OidcSettingsError
        The issuer is no address that can be trusted.
    """

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str = "",
        *,
        scope: str = "openid profile email",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not is_guarded(issuer) or not client_id:
            raise OidcSettingsError(
                "SITESEL_OIDC_ISSUER needs an address with https:// (http:// for this machine "
                "alone) and SITESEL_OIDC_CLIENT_ID",
                "SITESEL_OIDC_ISSUER 须为 https:// 地址（仅本机可用 http://），"
                "并须设置 SITESEL_OIDC_CLIENT_ID",
            )
        self.issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._scope = " ".join(dict.fromkeys(["openid", *scope.split()]))
        self._clock = clock
        self._free = BoundedSemaphore(_AT_ONCE)
        self._told: tuple[float, dict[str, Any]] | None = None
        self._keys: KeySet | None = None
        self._down_since: float | None = None

    def address(self, asked: Round, callback: str) -> str:
        """Return where to send somebody.

        Raises
        ------
        ProviderUnavailable
            It does not answer.
        """
        with self._asking(), self._session() as session:
            about = self._about(session)
            address, _ = session.create_authorization_url(
                about["authorization_endpoint"],
                state=asked.state,
                nonce=asked.nonce,
                code_verifier=asked.verifier,
                redirect_uri=callback,
            )
        return str(address)

    def claims(
        self, code: str, asked: Round, callback: str, *, needs: Callable[[Mapping[str, Any]], bool],
        now: datetime,
    ) -> dict[str, Any]:  # fmt: skip
        """Return what it says of who came back with a code.

        Parameters
        ----------
        code
            As it came back.
        asked
            The round that it answers.
        callback
            Where it came back to.
        needs
            Whether more than the signed word has to be asked for.
        now
            The time.

        Raises
        ------
        ProviderUnavailable
            It does not answer.
        SignInStale
            It does not take the code: used, too old, or another's.
        IdentityRefused
            What it says can't be trusted.
        """
        with self._asking(), self._session() as session:
            about = self._about(session)
            token = session.fetch_token(
                about["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=asked.verifier,
                redirect_uri=callback,
                allow_redirects=False,
            )
            word = token.get("id_token")
            if not isinstance(word, str):
                raise _untrusted("no id_token")
            claims = self._checked(session, word, token, asked.nonce, now)
            more = about.get("userinfo_endpoint")
            if needs(claims) and isinstance(more, str) and is_guarded(more):
                said = session.get(more, allow_redirects=False)
                said.raise_for_status()
                told = said.json()
                if not isinstance(told, dict) or told.get("sub") != claims["sub"]:
                    raise _untrusted("userinfo is somebody else's")
                claims = {**told, **claims}
        return claims

    @contextmanager
    def _asking(self) -> Iterator[None]:
        down = self._down_since
        if down is not None and self._clock() - down < _DOWN_FOR:
            raise _unavailable()
        if not self._free.acquire(blocking=False):
            raise _unavailable()
        try:
            yield
        except (RequestException, KeyError, TypeError, UnicodeError) as error:
            _LOG.warning("the provider %s does not answer as one: %r", self.issuer, error)
            raise _unavailable() from error
        except AuthlibBaseError as error:
            _LOG.warning("the provider %s refuses a code: %r", self.issuer, str(error.error)[:80])
            raise _stale() from error
        except (JoseError, ValueError) as error:
            _LOG.warning("the provider %s is not believed: %s", self.issuer, type(error).__name__)
            raise _untrusted("see the log") from error
        finally:
            self._free.release()

    def _session(self) -> OAuth2Session:
        return OAuth2Session(
            self._client_id,
            self._client_secret or None,
            scope=self._scope,
            code_challenge_method="S256",
            default_timeout=_TIMEOUT,
        )

    def _about(self, session: OAuth2Session) -> dict[str, Any]:
        """Return what the provider tells of itself, not asked more often than needed."""
        if self._told is not None and self._clock() - self._told[0] < _KNOWN_FOR:
            about = self._told[1]
        else:
            try:
                about = self._asked(session, self.issuer.rstrip("/") + _WELL_KNOWN)
            except (RequestException, ValueError):
                self._down_since = self._clock()
                raise
            self._check(about)
            self._told = (self._clock(), about)
            self._keys = None
            self._down_since = None
        ways = about.get("token_endpoint_auth_methods_supported")
        if isinstance(ways, list) and self._client_secret and "client_secret_basic" not in ways:
            session.token_endpoint_auth_method = "client_secret_post"  # noqa: S105
        return about

    def _check(self, about: dict[str, Any]) -> None:
        if about.get("issuer") != self.issuer:
            _LOG.error("SITESEL_OIDC_ISSUER is %s, not %r", self.issuer, about.get("issuer"))
            raise _unavailable()
        if not all(is_guarded(str(about.get(each))) for each in _ENDPOINTS):
            _LOG.error("the provider %s has an address without https://", self.issuer)
            raise _unavailable()

    def _asked(self, session: OAuth2Session, address: str) -> dict[str, Any]:
        answer = session.request("GET", address, withhold_token=True, allow_redirects=False)
        answer.raise_for_status()
        said = answer.json()
        if answer.status_code != _FINE or not isinstance(said, dict):
            raise _unavailable()
        return said

    def _checked(
        self, session: OAuth2Session, word: str, token: Mapping[str, Any], nonce: str, now: datetime
    ) -> dict[str, Any]:
        """Return what a signed word says, checked as OpenID Connect Core 3.1.3.7 has it."""
        about = self._about(session)
        offered = about.get("id_token_signing_alg_values_supported")
        signed = [a for a in _SIGNED if not isinstance(offered, list) or a in offered]
        registry = JWSRegistry(algorithms=signed, strict_check_header=False)
        try:
            read = jwt.decode(word, self._key_set(session), registry=registry)
        except InvalidKeyIdError:  # the provider changed its keys
            self._keys = None
            read = jwt.decode(word, self._key_set(session), registry=registry)
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": self.issuer},
                "aud": {"essential": True, "value": self._client_id},
            },
            {
                "nonce": nonce,
                "client_id": self._client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(now=int(now.timestamp()), leeway=_LEEWAY)
        return dict(claims)

    def _key_set(self, session: OAuth2Session) -> KeySet:
        if self._keys is None:
            told: Any = self._asked(session, self._about(session)["jwks_uri"])
            self._keys = KeySet.import_key_set(told)
        return self._keys


_WELL_KNOWN = "/.well-known/openid-configuration"


def is_guarded(address: str) -> bool:
    """Tell whether what is sent to an address is read by nobody else.

    >>> [is_guarded(a) for a in ("https://id.example", "http://127.0.0.1:9", "http://id.example")]
    [True, True, False]
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(host)
    if parts.scheme != "http":
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _unavailable() -> ProviderUnavailable:
    return ProviderUnavailable(
        "the sign-in provider does not answer; try again in a moment, or sign in with a password",
        "统一身份认证暂时没有响应；请稍后再试，或用口令登录",
    )


def _stale() -> SignInStale:
    return SignInStale(
        "this sign-in is too old or was begun in another browser; begin again",
        "本次登录已过时，或不是在此浏览器发起；请重新登录",
    )


def _untrusted(why: str) -> IdentityRefused:
    return IdentityRefused(
        f"what the sign-in provider says can't be trusted ({why}); tell an administrator",
        f"统一身份认证的答复不可信（{why}）；请告知系统管理员",
    )
