"""Settings: read once at the door, then passed down as plain values."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from sitesel.datasets import dataset
from sitesel.language import Lang


def _networks(proxies: str) -> str:
    """Check a list of addresses and networks.

    >>> _networks("127.0.0.1, ::1,10.0.0.0/8")
    '127.0.0.1,::1,10.0.0.0/8'
    """
    parts = [part.strip() for part in proxies.split(",") if part.strip()]
    for part in parts:
        ip_network(part)  # its ValueError tells; there is no word for trusting everybody
    return ",".join(parts)


class Settings(BaseSettings):
    """What may differ from one place to another; each is also an environment variable.

    Parameters
    ----------
    store
        `SITESEL_STORE`: folder of the catalogues, made by `sitesel build`; default `store`.
    config
        `SITESEL_CONFIG`: the build config of the published catalogue, so that an uploaded outline
        that moved can be measured and published in the page; none by default.
    database
        `SITESEL_DATABASE`: where people, projects and the record are kept, as
        `postgresql+psycopg://user:password@host/name`; default a file in the store,
        `state.sqlite`.
    session_hours
        `SITESEL_SESSION_HOURS`: after how many hours without use one has to sign in again; default
        `8`. After seven days one has to in any case.
    oidc_issuer
        `SITESEL_OIDC_ISSUER`: address of the provider of OpenID Connect by which people sign in,
        exactly as the provider calls itself, `https://…`; none by default.
    oidc_client_id
        `SITESEL_OIDC_CLIENT_ID`: what the provider calls this service.
    oidc_client_secret
        `SITESEL_OIDC_CLIENT_SECRET`: what this service proves itself to the provider with; none
        for a public client.
    oidc_label
        `SITESEL_OIDC_LABEL`: what the sign-in page calls the provider; default 统一身份认证.
    oidc_address
        `SITESEL_OIDC_ADDRESS`: address of this service as browsers know it, such as
        `https://land.example`; default what the browser asked for. The provider has to know
        `/api/sign-in/oidc/callback` below it.
    oidc_scope
        `SITESEL_OIDC_SCOPE`: what is asked of the provider; default `openid profile email`.
    oidc_claim
        `SITESEL_OIDC_CLAIM`: the claim that says what somebody is, such as `realm_access.roles`;
        default `groups`.
    oidc_roles
        `SITESEL_OIDC_ROLES`: which value of the claim has which role, the first that fits, such as
        `land-admins=admin,land=staff,fire=reviewer:应急管理局`. Who has one needs no invitation,
        and has that role from each sign-in on; others are refused, invited investors excepted. None
        by default: then only who was invited signs in by the provider.
    host
        `SITESEL_HOST`: address that the service listens on; default `127.0.0.1`, this machine.
    port
        `SITESEL_PORT`: port that the service listens on; default `8000`.
    lang
        `SITESEL_LANG`: language of the command line, `zh` or `en`; default `zh`. The service
        speaks the language that its caller asks for.
    samples
        `SITESEL_SAMPLES`: folder of sample requirements that the first page offers; default those
        of the demonstration catalogue.
    basemaps
        `SITESEL_BASEMAPS`: YAML file of base maps from outside, as `parcels/basemaps-example.yaml`
        shows; none by default, so that nothing is asked of another host.
    tianditu_key
        `SITESEL_TIANDITU_KEY`: key of 天地图 (Tianditu); it goes to every browser, so let the key's
        owner restrict it to this site's address. Alone it offers Tianditu's map and imagery.
    enquiries
        `SITESEL_ENQUIRIES`: whether visitors can leave enquiries, which `sitesel enquiries` lists;
        default `true`.
    proxies
        `SITESEL_PROXIES`: addresses or networks of the proxies before the service, such as
        `127.0.0.1,10.0.0.0/8`; only what these say of who asks (X-Forwarded-For) is believed. None
        by default: behind a proxy all visitors then share one allowance, and the log says so.
    enquiries_an_hour
        `SITESEL_ENQUIRIES_AN_HOUR`: how many enquiries are taken from one address; default `6`.
    links_an_hour
        `SITESEL_LINKS_AN_HOUR`: how many short links one address can make; default `120`.
    link_days
        `SITESEL_LINK_DAYS`: how long a short link is good for after it was last made; default
        `365`.
    policies
        `SITESEL_POLICIES`: the bureau's table of policies, YAML or CSV, for the proposals made in
        the page; none by default, so that they say nothing of policies.
    departments
        `SITESEL_DEPARTMENTS`: the bureau's table of departments, YAML, for the proposals made in
        the page; default `parcels/departments.yaml`.
    word_template
        `SITESEL_WORD_TEMPLATE`: the bureau's Word template for the proposals made in the page;
        default the one that ships with sitesel.
    trace
        `SITESEL_TRACE`: whether the command line shows where an unforeseen error arose; default
        `false`.
    """

    model_config = SettingsConfigDict(env_prefix="SITESEL_", frozen=True)

    store: Path = Path("store")
    config: Path | None = None
    database: SecretStr = SecretStr("")
    session_hours: Annotated[int, Field(ge=1, le=168)] = 8
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_label: Annotated[str, Field(max_length=60)] = ""
    oidc_address: str = ""
    oidc_scope: str = "openid profile email"
    oidc_claim: str = "groups"
    oidc_roles: str = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    lang: Lang = "zh"
    samples: Path = Field(default_factory=lambda: dataset("zhoushan/requirements"))
    basemaps: Path | None = None
    tianditu_key: SecretStr = SecretStr("")
    enquiries: bool = True
    proxies: Annotated[str, AfterValidator(_networks)] = ""
    enquiries_an_hour: Annotated[int, Field(ge=0, le=10_000)] = 6
    links_an_hour: Annotated[int, Field(ge=0, le=100_000)] = 120
    link_days: Annotated[int, Field(ge=1, le=36_500)] = 365
    policies: Path | None = None
    departments: Path | None = None
    word_template: Path | None = None
    trace: bool = False
