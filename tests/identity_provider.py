"""A real provider of OpenID Connect, run as a process of its own, and a browser's part at it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
import yaml

from tests.ports import free_port

CALLBACK = "http://testserver/api/sign-in/oidc/callback"
SECRET = "s3cr3t of the bureau"  # noqa: S105
PEOPLE = {
    "li": ["land"],
    "wang": ["fire"],
    "chen": ["chiefs", "land"],
    "zhao": ["canteen"],
    "guest": [],
}
ROLES = "chiefs=admin,land=staff,fire=reviewer:消防救援支队"


@contextmanager
def identity_provider(folder: Path, callback: str = CALLBACK) -> Iterator[str]:
    """Run a provider that wants PKCE, a secret and a known callback; give its address."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    client = {"client_id": "sitesel", "client_secret": SECRET, "redirect_uris": [callback]}
    settings = {
        "config_version": 1,
        "server": {"host": "127.0.0.1", "port": port},
        "oauth": {"issuer": issuer, "audience": "sitesel", "clients": [client]},
    }
    users = {
        name: {"password": f"pw of {name}", "email": f"{name}@example.org", "groups": groups}
        for name, groups in PEOPLE.items()
    }
    (folder / "settings.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    (folder / "users.yaml").write_text(
        yaml.safe_dump({"config_version": 1, "users": users}), encoding="utf-8"
    )
    command = [sys.executable, "-m", "nanoidp", "--config", str(folder), "--profile", "oauth21"]
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(  # it keeps its keys where it is run
            [*command, "--port", str(port)], stdout=log, stderr=log, cwd=folder
        )
    try:
        until = time.monotonic() + 30
        while True:
            try:
                requests.get(f"{issuer}/.well-known/openid-configuration", timeout=5)
                break
            except requests.ConnectionError:
                if running.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((folder / "log").read_text()) from None
                time.sleep(0.05)
        yield issuer
    finally:
        running.terminate()
        running.wait(10)


def signed_in_at(address: str, name: str) -> str:
    """Sign somebody in at the provider, as a browser that is sent there; give where it is sent."""
    with requests.Session() as browser:
        page = browser.get(address, timeout=10)
        page.raise_for_status()
        hidden = re.search(r'name="transaction_id" value="([^"]+)"', page.text)
        assert hidden, page.text
        sent = {"transaction_id": hidden[1], "username": name, "password": f"pw of {name}"}
        answer = browser.post(address, data=sent, allow_redirects=False, timeout=10)
    assert answer.is_redirect, answer.text
    return answer.headers["location"]
