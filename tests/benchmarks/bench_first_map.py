"""Seconds to the first useful map, against the same map of one GeoJSON file of all parcels.

Baltimore's parcels in Debian's Chromium, drawn by the processor, with a browser that keeps nothing
from before and a service that is ready. The page marks when land, parcels or their clusters, and
the counts are there. Its peer is the same page with the parcels as a GeoJSON source of all
outlines in one compressed file from the same service: what is done where there are no tiles. The
catalogue is read from SITESEL_BENCH_STORE.

`SITESEL_BENCH_STORE=… python -m tests.benchmarks`
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import Request, urlopen

import shapely
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from sitesel.api.dependencies import Shelf
from sitesel.settings import Settings
from tests.browser.conftest import BUILT, CHROMIUM, SOFTWARE, served

SIZES = (238_014,)
_STORE = "SITESEL_BENCH_STORE"
_VISITS = 3
_PATIENCE = 60_000  # ms
_MARKED = "() => performance.getEntriesByName('sitesel:first-map').length > 0"
_MADE = "() => document.querySelector('.map-view')?.map?.isStyleLoaded()"
_MARK = "performance.getEntriesByName('sitesel:first-map')[0].startTime / 1000"
_FILE = "/built/every-parcel.json"
_ONE_FILE = """async (file) => {
  const { map } = document.querySelector(".map-view");
  map.addSource("file", { type: "geojson", data: location.origin + file });
  map.addLayer({ id: "file", type: "fill", source: "file", paint: { "fill-color": "#22866f" } });
  await new Promise((done) => {
    const see = () => {
      if (!map.isSourceLoaded("file") || !map.areTilesLoaded()) return;
      map.off("render", see);
      requestAnimationFrame(done);
    };
    map.on("render", see);
  });
  return performance.now() / 1000;
}"""


def measure(n: int) -> dict[str, Any]:
    """Return seconds to the first useful map; the middle of three visits."""
    told: dict[str, Any] = {"parcels": n}
    store = os.environ.get(_STORE)
    if store is None:
        return told | {"first map s": f"not measured: {_STORE} names no store of these parcels"}
    if not CHROMIUM.exists() or not (BUILT / "index.html").is_file():
        return told | {"first map s": "not measured: no Chromium, or the pages are not built"}
    with (
        TemporaryDirectory() as folder,
        served(Settings(store=Path(store)), built=_with_file(store, Path(folder))) as address,
        sync_playwright() as playwright,
    ):
        packed = _fetch(address + _FILE)  # compressed once, not for each visitor
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SOFTWARE)
        _visit(browser, address)  # the service and the browser are ready
        ours = median(_visit(browser, address) for _ in range(_VISITS))
        theirs = _visit(browser, address, one_file=True)
        browser.close()
    return told | {
        "first map s": ours,
        "one GeoJSON file s": theirs,
        "MB of it, packed": packed / 1e6,
        "ratio": theirs / ours,
    }


def _visit(browser: Browser, address: str, *, one_file: bool = False) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(_PATIENCE)
    if one_file:
        page.route("**/tiles/*/parcels/**", lambda route: route.fulfill(body=b""))
    page.goto(address)
    page.wait_for_function(_MADE if one_file else _MARKED)
    seconds = float(page.evaluate(_ONE_FILE, _FILE) if one_file else page.evaluate(_MARK))
    context.close()
    return seconds


def _fetch(url: str) -> int:
    """Return how many bytes a file is when it is sent compressed."""
    request = Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - our own service
    with urlopen(request) as answer:  # noqa: S310
        return len(answer.read())


def _with_file(store: str, folder: Path) -> Path:
    """Put all outlines with their ids as GeoJSON beside the pages; degrees, seven decimals."""
    built = shutil.copytree(BUILT, folder / "built")
    catalogue = Shelf(Path(store)).current()
    shapes = shapely.set_precision(catalogue.geometry("parcels").to_crs("OGC:CRS84"), 1e-7)
    ids = catalogue.columns("parcels").ids.to_pylist()
    features = ",".join(
        f'{{"type":"Feature","properties":{{"id":{json.dumps(one)}}},"geometry":{shape}}}'
        for one, shape in zip(ids, shapely.to_geojson(shapes), strict=True)
    )
    whole = f'{{"type":"FeatureCollection","features":[{features}]}}'
    (built / Path(_FILE).name).write_text(whole, encoding="utf-8")
    return built


if __name__ == "__main__":
    print(measure(SIZES[0]))
