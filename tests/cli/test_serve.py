from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest


@pytest.fixture
def served(monkeypatch):
    """Return what the server was told, without running it."""
    told = {}

    def run(service, **how):
        told.update(how, store=service.state.settings.store)

    monkeypatch.setattr("uvicorn.run", run)
    return told


def test_the_service_is_told_where_to_listen_and_what_to_serve(sitesel, served, tmp_path, capsys):
    assert sitesel("serve", "--host", "::1", "--port", 9000, "--store", tmp_path) == 0
    assert (served["host"], served["port"], served["store"]) == ("::1", 9000, tmp_path)
    assert "9000" in capsys.readouterr().err


def test_it_listens_on_this_machine_only_unless_told(sitesel, served):
    sitesel("serve")
    assert served["host"] == "127.0.0.1"


def test_a_port_that_is_taken_exits_with_6(sitesel, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        # a thread of its own: another test's browser may still run a loop in this one
        with ThreadPoolExecutor(1) as aside:
            code = aside.submit(sitesel, "serve", "--port", port, "--lang", "en").result()
        assert code == 6
    assert f"can't listen on 127.0.0.1:{port}" in capsys.readouterr().err


def test_wrong_base_maps_are_told_before_it_listens(sitesel, served, tmp_path, capsys):
    path = tmp_path / "maps.yaml"
    path.write_text("- {kind: xyz, nme: a}\n", "utf-8")
    assert sitesel("serve", "--lang", "en", basemaps=path) == 3
    assert "line 1, [0].nme: no key 'nme'; did you mean 'name'?" in capsys.readouterr().err
    assert served == {}


def test_nobody_is_believed_about_who_asks_unless_named(sitesel, served):
    sitesel("serve")
    assert served["proxy_headers"] is False
    sitesel("serve", proxies="127.0.0.1,10.0.0.0/8")
    assert served["proxy_headers"] is True
    assert served["forwarded_allow_ips"] == "127.0.0.1,10.0.0.0/8"
