from __future__ import annotations

import pytest
from pydantic import ValidationError

from sitesel.settings import Settings


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_documented_with_its_variable(name):
    said = Settings.__doc__ or ""
    assert f"    {name}\n        `SITESEL_{name.upper()}`: " in said


def test_settings_are_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("SITESEL_PORT", "9000")
    assert Settings().port == 9000


def test_settings_do_not_change():
    with pytest.raises(ValidationError):
        Settings().port = 1


def test_the_usual_language_is_chinese(monkeypatch):
    monkeypatch.delenv("SITESEL_LANG", raising=False)
    assert Settings().lang == "zh"


@pytest.mark.parametrize("proxies", ["*", "proxy.example", "10.0.0.1/8"])
def test_proxies_are_addresses_and_networks_and_never_everybody(proxies):
    with pytest.raises(ValidationError):
        Settings(proxies=proxies)
