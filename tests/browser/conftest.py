"""The demonstration as a service, and visitors who come to it in Debian's Chromium."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser

from sitesel.api import web
from sitesel.api.app import create_app
from sitesel.settings import Settings
from tests.browser.desk import Desk
from tests.browser.visitor import Visitor
from tests.ports import free_port

CHROMIUM = Path("/usr/bin/chromium")
# another build than the package's own can be tried
BUILT = Path(os.environ.get("SITESEL_TEST_BUILT", web.BUILT))
# no graphics card here: the map is drawn by the processor
SOFTWARE = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    # pages drawn without it cost half of what they cost with it
    "--disable-gpu-rasterization",
    "--disable-gpu-compositing",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Have pytest-playwright take Debian's Chromium: its own can't be had everywhere."""
    if not CHROMIUM.exists():
        pytest.skip("Debian's chromium is not installed")
    return {"executable_path": CHROMIUM, "args": SOFTWARE}


@contextmanager
def served(settings: Settings, *, built: Path = BUILT, port: int = 0) -> Iterator[str]:
    """Serve the pages and the API on this machine, on a free port if none is given."""
    if not (built / "index.html").is_file():
        pytest.skip("the pages are not built; run `make setup`")
    port = port or free_port()
    app = create_app(settings, built=built)
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def store(demonstration_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(demonstration_store, tmp_path_factory.mktemp("store") / "demonstration")


@pytest.fixture(scope="session")
def service(store: Path) -> Iterator[str]:
    with served(Settings(store=store)) as address:
        yield address


@pytest.fixture(scope="session")
def desk(store: Path, service: str) -> Desk:
    """Let people be signed in."""
    return Desk(store, service)


@pytest.fixture
def visit(browser: Browser, service: str) -> Iterator[Callable[..., Visitor]]:
    """Let visitors come; what their pages complain of fails the test, unless it is expected."""
    visitors: list[Visitor] = []

    def come(
        path: str | None = "/",
        *,
        lang: str = "zh",
        size: tuple[int, int] = (1440, 900),
        address: str = service,
        **context: object,
    ) -> Visitor:
        visitor = Visitor(browser, address, lang=lang, size=size, **context)
        visitors.append(visitor)
        if path is not None:
            visitor.open(path)
        return visitor

    yield come
    troubles = [trouble for visitor in visitors for trouble in visitor.leave()]
    assert troubles == []
