"""Signing in by a provider of OpenID Connect: the ways there are, to it and back."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from sitesel.api.allowance import Allowance
from sitesel.api.callers import Now, State, token_of
from sitesel.api.sign_in import address_of, entered, refuse_if_from_a_page_of_others
from sitesel.errors import (
    OidcSettingsError,
    ProviderMissing,
    SignInStale,
    SiteselError,
)
from sitesel.language import Text
from sitesel.people import invitations
from sitesel.people.oidc import enter, subject_of
from sitesel.people.oidc_provider import Provider
from sitesel.people.oidc_roles import RoleMap, read_role_map
from sitesel.people.oidc_round import Round
from sitesel.settings import Settings

router = APIRouter(prefix="/api", tags=["用户 / People"])

_START = "/api/sign-in/oidc"
_CALLBACK = "/api/sign-in/oidc/callback"
_PAGE = "/sign-in"
_COOKIE = "sitesel-oidc"
_LONGEST = 600  # s at the provider
_AN_HOUR = 240  # rounds of one address
_PROBLEMS = {  # of the addresses that `_told` makes
    "provider-unavailable": Text(
        "统一身份认证暂时没有响应；请稍后再试，或用口令登录",
        "the sign-in provider does not answer; try again in a moment, or sign in with a password",
    ),
    "sign-in-stale": Text(
        "统一身份认证未能让您登录：登录已过时、已取消，或不是在此浏览器发起；请重新登录",
        "the provider did not sign you in: it took too long, was stopped, or was begun in another "
        "browser; begin again",
    ),
    "identity-refused": Text(
        "统一身份认证已确认您的身份，但您在此没有访问权限；请联系系统管理员发送邀请并打开邀请链接",
        "the provider knows you, but you have no access here; ask an administrator for an "
        "invitation and open its link",
    ),
    "identity-taken": Text(
        "您的用户名或身份在此已属于另一用户；请联系系统管理员为该用户发送邀请并打开邀请链接",
        "your name or your identity belongs to another user here; ask an administrator for an "
        "invitation to that user and open its link",
    ),
    "invitation-not-found": Text(
        "邀请无效、已使用或已过期；请联系邀请人重新发送",
        "the invitation is unknown, used or expired; ask who sent it for a new one",
    ),
    "last-administrator": Text(
        "统一身份认证不再将您列为系统管理员，而您是最后一名；请先在服务器上指定另一名",
        "the provider no longer names you an administrator, and you are the last; make somebody "
        "else one at the server first",
    ),
    "other": Text("登录未成功；请重试", "you were not signed in; try again"),
}
_LABEL = Text("统一身份认证", "single sign-on")


class ProviderOut(BaseModel):
    """A provider to sign in by."""

    label: Text
    address: str = Field(description="Where to send the browser.", examples=[_START])


class WaysOut(BaseModel):
    """How one can sign in here."""

    password: bool = Field(description="By name and password.")
    provider: ProviderOut | None = Field(description="By a provider of OpenID Connect.")
    problem: Text | None = Field(description="What the problem that was asked about means.")


class InvitedSent(BaseModel):
    """The secret of an invitation's link."""

    model_config = ConfigDict(extra="forbid")

    secret: SecretStr = Field(max_length=200)


class SentOn(BaseModel):
    """Where to send the browser."""

    address: str


class SigningIn:
    """What signing in by the provider takes; nothing is asked of it before somebody does.

    Parameters
    ----------
    settings
        Read once at the door.

    Raises
    ------
    OidcSettingsError
        The settings can't be right.
    """

    def __init__(self, settings: Settings) -> None:
        self.provider: Provider | None = None
        self.roles: RoleMap = read_role_map(settings.oidc_claim, settings.oidc_roles)
        self.label = (
            Text(settings.oidc_label, settings.oidc_label) if settings.oidc_label else _LABEL
        )
        self.home = settings.oidc_address.rstrip("/")
        parts = urlsplit(self.home)
        if self.home and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path):
            raise OidcSettingsError(
                "SITESEL_OIDC_ADDRESS is like https://land.example, without a path",
                "SITESEL_OIDC_ADDRESS 应形如 https://land.example，不含路径",
            )
        self.allowance = Allowance(_AN_HOUR, behind=bool(settings.proxies))
        if settings.oidc_issuer:
            self.provider = Provider(
                settings.oidc_issuer,
                settings.oidc_client_id,
                settings.oidc_client_secret.get_secret_value(),
                scope=settings.oidc_scope,
            )

    def asked(self, request: Request) -> Provider:
        """Return the provider, where there is one and the caller did not ask too often.

        Raises
        ------
        ProviderMissing
            There is none.
        TooMany
            The caller asked too often.
        """
        if self.provider is None:
            raise ProviderMissing(
                "nobody signs in by a provider here; sign in with name and password",
                "本站未启用统一身份认证；请用用户名和口令登录",
            )
        self.allowance.take(request)
        return self.provider

    def callback(self, request: Request) -> str:
        """Return where the provider sends somebody back to."""
        home = self.home or f"{request.url.scheme}://{request.url.netloc}"
        return home + _CALLBACK


def _signing_in(request: Request) -> SigningIn:
    signing_in: SigningIn = request.app.state.signing_in
    return signing_in


@router.get("/sign-in", summary="登录方式 / Ways to sign in")
def read_ways(
    request: Request,
    problem: Annotated[
        str,
        Query(max_length=60, description="As the sign-in page is told it when a provider failed."),
    ] = "",
) -> WaysOut:
    """Tell how one can sign in; no provider is asked for that."""
    signing_in = _signing_in(request)
    provider = None
    if signing_in.provider is not None:
        provider = ProviderOut(label=signing_in.label, address=_START)
    return WaysOut(password=True, provider=provider, problem=_PROBLEMS.get(problem))


@router.get(
    "/sign-in/oidc",
    status_code=303,
    response_class=Response,
    summary="统一身份认证登录 / Sign in by a provider",
)
def begin_round(request: Request) -> Response:
    """Send the browser to the provider; when that does not answer, back to the sign-in page."""
    signing_in = _signing_in(request)
    provider = signing_in.asked(request)
    asked = Round.begun()
    try:
        response = _sent_on(provider.address(asked, signing_in.callback(request)))
    except SiteselError as error:
        return _sent_on(_told(error))
    return _keeping(request, response, asked)


@router.post(
    "/invitations/{invitation}/oidc", summary="以统一身份认证接受邀请 / Accept by a provider"
)
def begin_invited(
    invitation: Annotated[str, Path(max_length=40)],
    sent: InvitedSent,
    request: Request,
    response: Response,
    state: State,
    now: Now,
) -> SentOn:
    """Accept an invitation by signing in at the provider, rather than by a password."""
    refuse_if_from_a_page_of_others(request)
    signing_in = _signing_in(request)
    provider = signing_in.asked(request)
    secret = sent.secret.get_secret_value()
    with state.reading() as session:
        invitations.invited(session, invitation, secret, now=now)
    asked = Round.begun((invitation, secret))
    address = provider.address(asked, signing_in.callback(request))
    _keeping(request, response, asked)
    return SentOn(address=address)


@router.get(
    "/sign-in/oidc/callback",
    status_code=303,
    response_class=Response,
    summary="统一身份认证返回 / Back from the provider",
)
def end_round(
    request: Request,
    database: State,
    now: Now,
    code: Annotated[str, Query(max_length=4000)] = "",
    state: Annotated[str, Query(max_length=200)] = "",
    iss: Annotated[str, Query(max_length=400)] = "",
) -> Response:
    """Take what the provider answers and sign in; whatever goes wrong is told on the page."""
    signing_in = _signing_in(request)
    provider = signing_in.asked(request)
    try:
        asked = Round.kept(request.cookies.get(_cookie(request), ""))
        if asked is None or not asked.answers(state):
            raise _stale()
        if iss not in ("", provider.issuer):  # RFC 9207
            raise _stale()
        if not code:  # its user said no, or it did
            raise SignInStale(
                "the provider did not sign you in; try again, or sign in with a password",
                "统一身份认证未能让您登录；请重试，或用口令登录",
            )
        claims = provider.claims(
            code,
            asked,
            signing_in.callback(request),
            needs=lambda said: bool(signing_in.roles) and signing_in.roles.said(said) is None,
            now=now,
        )
        found = enter(
            database,
            subject_of(provider.issuer, claims, signing_in.roles),
            mapped=bool(signing_in.roles),
            address=address_of(request),
            invitation=asked.invitation,
            before=token_of(request),
            now=now,
        )
    except SiteselError as error:
        response = _sent_on(_told(error))
    else:
        response = _sent_on(f"{_PAGE}?entered=1")  # which knows where whom to send
        entered(request, response, found)
    response.delete_cookie(
        _cookie(request),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return response


def _cookie(request: Request) -> str:
    return f"__Host-{_COOKIE}" if request.url.scheme == "https" else _COOKIE


def _keeping(request: Request, response: Response, asked: Round) -> Response:
    response.set_cookie(
        _cookie(request),
        asked.keep(),
        max_age=_LONGEST,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _sent_on(address: str) -> Response:
    # only ever to the provider's own address or a page of this service
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})


def _told(error: SiteselError) -> str:
    return f"{_PAGE}?problem={error.code if error.code in _PROBLEMS else 'other'}"


def _stale() -> SignInStale:
    return SignInStale(
        "this sign-in is too old or was begun in another browser; begin again",
        "本次登录已过时，或不是在此浏览器发起；请重新登录",
    )
