from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.api.basemaps import read_base_maps
from sitesel.datasets import dataset
from sitesel.errors import BaseMapsError
from sitesel.settings import Settings

KEY = "0123456789abcdef0123456789abcdef"
MAPS = """
- {kind: tianditu, layer: img}
- name: osm
  title: {zh: 开放街道图, en: OpenStreetMap}
  kind: xyz
  urls: https://{a-c}.tile.example.org/{z}/{x}/{y}.png
  datum: wgs84
  attribution: © OpenStreetMap contributors
  max_zoom: 19
- name: bureau
  kind: wmts
  urls: ["http://10.0.0.5:8080/wmts?TileMatrix={TileMatrix}&TileRow={TileRow}&TileCol={TileCol}"]
  datum: gcj02
  attribution: 某局
- name: vector
  kind: pmtiles
  file: town.pmtiles
  style: style.json
  datum: cgcs2000
  attribution: own
"""


@pytest.fixture
def maps(tmp_path):
    (tmp_path / "town.pmtiles").write_bytes(b"PMTiles" + bytes(range(200)) * 30)
    (tmp_path / "style.json").write_text('{"version": 8, "layers": [{"id": "x", "type": "fill"}]}')
    path = tmp_path / "maps.yaml"
    path.write_text(MAPS, "utf-8")
    return path


@pytest.fixture
def client(tmp_path, maps):
    settings = Settings(store=tmp_path / "store", samples=tmp_path, basemaps=maps, tianditu_key=KEY)
    return TestClient(create_app(settings))


def test_without_configuration_there_is_no_base_map(tmp_path):
    told = TestClient(create_app(Settings(store=tmp_path))).get("/api/site").json()
    assert told["basemaps"] == []
    assert told["enquiries"] is True
    assert told["languages"] == ["zh", "en"]


def test_the_base_maps_are_told_to_the_page(client):
    maps = client.get("/api/site").json()["basemaps"]
    assert [one["name"] for one in maps] == ["tianditu-img", "osm", "bureau", "vector"]
    assert [one["datum"] for one in maps] == ["cgcs2000", "wgs84", "gcj02", "cgcs2000"]
    tianditu, osm, bureau, vector = maps
    assert len(tianditu["urls"]) == 8
    assert f"tk={KEY}" in tianditu["urls"][0]
    assert "LAYER=cia" in tianditu["labels"][0]
    assert osm["urls"][0] == "https://a.tile.example.org/{z}/{x}/{y}.png"
    assert osm["title"] == {"zh": "开放街道图", "en": "OpenStreetMap"}
    assert bureau["urls"] == ["http://10.0.0.5:8080/wmts?TileMatrix={z}&TileRow={y}&TileCol={x}"]
    assert vector["urls"] == ["/basemaps/vector.pmtiles"]
    assert vector["style"] == [{"id": "x", "type": "fill"}]
    assert "file" not in vector


def test_pages_may_ask_the_hosts_of_the_base_maps_and_no_other(client):
    headers = client.get("/").headers
    policy = headers["content-security-policy"]
    images = policy.split("img-src ")[1].split(";")[0].split()
    assert images[:3] == ["'self'", "data:", "blob:"]
    assert images[3:] == sorted(
        [
            "http://10.0.0.5:8080",
            *(f"https://{letter}.tile.example.org" for letter in "abc"),
            *(f"https://t{i}.tianditu.gov.cn" for i in range(8)),
        ]
    )
    assert policy.split("connect-src ")[1].split(";")[0].split()[1:] == images[3:]
    assert policy.split("script-src ")[1].split(";")[0] == "'self'"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


def test_a_pmtiles_file_is_sent_by_ranges(client, tmp_path):
    whole = (tmp_path / "town.pmtiles").read_bytes()
    part = client.get("/basemaps/vector.pmtiles", headers={"range": "bytes=2000-2999"})
    assert part.status_code == 206
    assert part.content == whole[2000:3000]
    assert "content-encoding" not in part.headers
    assert client.get("/basemaps/osm.pmtiles").status_code == 404
    assert client.get("/basemaps/..%2Ftown.pmtiles").status_code == 404


def test_a_key_alone_offers_tianditu():
    assert [one.name for one in read_base_maps(None, KEY)] == ["tianditu-vec", "tianditu-img"]


def test_the_key_is_in_no_representation_of_the_settings():
    assert KEY not in repr(Settings(tianditu_key=KEY))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name: x", "not-a-list"),
        ("[1]", "not-a-mapping"),
        ("- {kind: xyz, nme: a}", "unknown-key"),
        ("- {name: a}", "missing"),
        ("- {name: a, kind: wms}", "unknown-word"),
        ("- {kind: tianditu, layer: xxx}", "unknown-word"),
        ("- {kind: tianditu}", "no-key"),
        ("- {name: A b, kind: xyz}", "name"),
        ("- {name: a, kind: xyz, datum: wgs84, attribution: x}", "missing"),
        ("- {name: a, kind: xyz, datum: mars, attribution: x, urls: '/{z}/{x}/{y}'}",
         "unknown-word"),
        ("- {name: a, kind: xyz, datum: wgs84, urls: '/{z}/{x}/{y}'}", "attribution"),
        ("- {name: a, kind: xyz, datum: wgs84, attribution: '<img src=x>', urls: '/{z}/{x}/{y}'}",
         "attribution"),
        ("- {name: a, kind: xyz, datum: wgs84, attribution: x, max_zoom: 99, urls: '/{z}{x}{y}'}",
         "zoom"),
        ("- {name: a, kind: pmtiles, datum: wgs84, attribution: x, file: none.pmtiles}", "file"),
        ("- {name: a, kind: pmtiles, datum: wgs84, attribution: x, urls: /a, style: none.json}",
         "style"),
        ("- &a {name: a, kind: pmtiles, datum: wgs84, attribution: x, urls: /a.pmtiles}\n- *a",
         "twice"),
    ],
)  # fmt: skip
def test_faults_are_told_with_their_kind(tmp_path, text, code):
    path = tmp_path / "maps.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(BaseMapsError) as raised:
        read_base_maps(path)
    assert code in [fault.code for fault in raised.value.faults]
    assert all(not fault.text.zh.isascii() for fault in raised.value.faults)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x/{z}/{x}/{y}",
        "//x/{z}/{x}/{y}",
        "https://x;script-src https://evil/{z}/{x}/{y}",
        "https://x https://evil/{z}/{x}/{y}",
        "https://*/{z}/{x}/{y}",
        "https://user:word@x/{z}/{x}/{y}",
        "https://x'unsafe-inline'/{z}/{x}/{y}",
        "javascript:alert(1)/{z}/{x}/{y}",
        "https://x/{z}/{x}",
        "https://x[/{z}/{x}/{y}",
        "https://x/a b/{z}/{x}/{y}",
        "/own;/{z}/{x}/{y}",
        "https://x?{z}/{x}/{y}",
        "https://x:99999999/{z}/{x}/{y}",
        "https://{z}/{x}/{y}",
    ],
)
def test_an_address_can_not_widen_what_pages_may_do(tmp_path, url):
    path = tmp_path / "maps.yaml"
    entry = f'{{name: a, kind: xyz, datum: wgs84, attribution: x, urls: ["{url}"]}}'
    path.write_text(f"- {entry}", "utf-8")
    with pytest.raises(BaseMapsError) as raised:
        read_base_maps(path)
    assert "address" in [fault.code for fault in raised.value.faults]


def test_faults_have_their_lines_and_are_told_together(tmp_path):
    path = tmp_path / "maps.yaml"
    path.write_text("- {kind: xyz, nme: a}\n- {name: b, kind: wms}\n", "utf-8")
    with pytest.raises(BaseMapsError) as raised:
        read_base_maps(path)
    assert "line 1" in str(raised.value)
    assert "line 2" in str(raised.value)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(BaseMapsError, match="can't be read"):
        read_base_maps(tmp_path / "none.yaml")


def test_the_example_of_the_base_maps_is_read():
    maps = read_base_maps(dataset("basemaps-example.yaml"), KEY)
    assert [one.name for one in maps] == ["tianditu-img", "osm", "bureau"]
