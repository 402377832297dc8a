from __future__ import annotations

from sitesel.api.app import create_app
from sitesel.api.ready import make_ready
from sitesel.settings import Settings


def test_what_the_first_visitor_asks_is_written_already(town, tmp_path):
    service = create_app(Settings(store=tmp_path / "town", samples=tmp_path))
    make_ready(service).join()

    def never() -> object:
        raise AssertionError

    for name in ("catalogue", "attributes", "templates"):
        assert service.state.written.of(town.visible_to("public"), name, never)


def test_a_store_without_a_catalogue_is_made_ready_too(tmp_path):
    make_ready(create_app(Settings(store=tmp_path / "none", samples=tmp_path))).join()
