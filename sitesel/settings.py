"""Settings: read once at the door, then passed down as plain values."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from sitesel.datasets import dataset
from sitesel.language import Lang


class Settings(BaseSettings):
    """What may differ from one place to another; each is also an environment variable.

    Parameters
    ----------
    store
        `SITESEL_STORE`: folder of the catalogues, made by `sitesel build`; default `store`.
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
    trace
        `SITESEL_TRACE`: whether the command line shows where an unforeseen error arose; default
        `false`.
    """

    model_config = SettingsConfigDict(env_prefix="SITESEL_", frozen=True)

    store: Path = Path("store")
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    lang: Lang = "zh"
    samples: Path = Field(default_factory=lambda: dataset("zhoushan/requirements"))
    trace: bool = False
