"""Base maps from outside, by configuration alone: without any, nothing is asked of another host.

The file is a YAML list; `parcels/basemaps-example.yaml` shows every key. What stands in it goes to
the browser, 天地图's key too, as that service wants it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from sitesel.api.tile_addresses import written_out, wrong_address
from sitesel.catalogue.document import At, Document, read_document
from sitesel.catalogue.suggestion import unknown_word
from sitesel.errors import BaseMapsError, BuildConfigError, Fault
from sitesel.language import Text

Kind = Literal["xyz", "wmts", "tianditu", "pmtiles"]
Datum = Literal["cgcs2000", "wgs84", "gcj02", "bd09"]

_KEYS = ("name", "title", "kind", "urls", "labels", "file", "layer", "datum", "attribution",
         "max_zoom", "style")  # fmt: skip
_SLUG = re.compile(r"[a-z][a-z0-9_-]{0,40}")
_KEY = re.compile(r"[0-9A-Za-z]{8,64}")
_FARTHEST = 24
_USUAL_ZOOM = 18
_TIANDITU = (
    "https://t{{0-7}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER={layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
    "&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
)
_LAYERS = {  # layer: its labels, and how it is called
    "vec": ("cva", Text("天地图 地图", "Tianditu map")),
    "img": ("cia", Text("天地图 影像", "Tianditu imagery")),
    "ter": ("cta", Text("天地图 地形", "Tianditu terrain")),
}


@dataclass(frozen=True, slots=True)
class BaseMap:
    """A map that the page can draw below the catalogue's own.

    Parameters
    ----------
    name, title
        Its id, and how people call it.
    kind
        `xyz` and `wmts` are images by tile, `pmtiles` one file; `tianditu` is a `wmts`.
    urls
        Addresses of the tiles with `{z}`, `{x}`, `{y}`, in Web Mercator, any of them; of a
        `pmtiles` the file's.
    labels
        The same for tiles of names that are drawn over them; none for most.
    datum
        What its coordinates are in; `gcj02` and `bd09` are to be shifted by the page.
    attribution
        Plain text.
    max_zoom
        The last zoom that has tiles.
    style
        MapLibre layers of a vector `pmtiles`; None for images.
    file
        The file of a `pmtiles` that this service serves itself.
    """

    name: str
    title: Text
    kind: Kind
    urls: tuple[str, ...]
    datum: Datum
    attribution: str
    labels: tuple[str, ...] = ()
    max_zoom: int = _USUAL_ZOOM
    style: tuple[Mapping[str, Any], ...] | None = None
    file: Path | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """All addresses that a page asks for it."""
        return (*self.urls, *self.labels)


def read_base_maps(path: Path | None, tianditu_key: str = "") -> tuple[BaseMap, ...]:
    """Read the base maps; without a file those of 天地图 where there is a key, else none.

    Raises
    ------
    BaseMapsError
        With every fault, each with its line.
    """
    if path is None:
        if not tianditu_key:
            return ()
        faults: list[Fault] = []
        entries = [{"kind": "tianditu", "layer": layer} for layer in ("vec", "img")]
        maps = _Maps(Document(entries), Path(), tianditu_key, faults).all()
        return _sound(maps, faults, "SITESEL_TIANDITU_KEY")
    try:
        document = read_document(path)
    except BuildConfigError as error:
        raise BaseMapsError(error.text.en, error.text.zh) from error
    faults = [*document.faults]
    if not isinstance(document.data, list):
        faults.append(
            document.fault("not-a-list", (), "write a list of base maps", "应为底图的列表")
        )
        return _sound((), faults, path.name)
    return _sound(_Maps(document, path.parent, tianditu_key, faults).all(), faults, path.name)


def _sound(maps: tuple[BaseMap, ...], faults: list[Fault], name: str) -> tuple[BaseMap, ...]:
    if faults:
        raise BaseMapsError(
            f"{name} has {len(faults)} fault{'s' * (len(faults) > 1)}:",
            f"{name} 有 {len(faults)} 处错误：",
            faults,
        )
    return maps


@dataclass
class _Maps:
    document: Document
    folder: Path
    key: str
    faults: list[Fault]

    def all(self) -> tuple[BaseMap, ...]:
        found: dict[str, BaseMap] = {}
        for i, entry in enumerate(self.document.data):
            if not isinstance(entry, dict):
                self._fault("not-a-mapping", (i,), "write keys and values", "应为键值映射")
                continue
            told = len(self.faults)
            one = self._one((i,), entry)
            if len(self.faults) > told or one is None:
                continue
            if one.name in found:
                self._fault(
                    "twice",
                    (i, "name"),
                    f"the name {one.name!r} stands here twice",
                    f"名称 {one.name!r} 出现两次",
                )
            found[one.name] = one
        return tuple(found.values())

    def _one(self, at: At, entry: dict[str, Any]) -> BaseMap | None:
        for word in entry:
            if word not in _KEYS:
                known = unknown_word(word, _KEYS)
                self._fault(
                    "unknown-key",
                    (*at, word),
                    f"no key {word!r}; {known.en}",
                    f"没有键 {word!r}；{known.zh}",
                )
        kind = self._among(at, entry, "kind", get_args(Kind))
        if kind is None:
            return None
        if kind == "tianditu":
            entry = self._tianditu(at, entry)
        name = entry.get("name")
        if not isinstance(name, str) or not _SLUG.fullmatch(name):
            self._fault(
                "name",
                (*at, "name"),
                "a base map needs a name of lower-case letters, digits, - and _",
                "底图需要 name：小写字母、数字、- 和 _",
            )
            return None
        file = self._file(at, entry) if "file" in entry else None
        urls = (f"/basemaps/{name}.pmtiles",) if file else self._urls(at, entry, "urls", kind)
        if not urls:
            self._fault(
                "missing",
                (*at, "urls"),
                "write the addresses of the tiles under urls:",
                "请在 urls: 下写明瓦片地址",
            )
        return BaseMap(
            name=name,
            title=self._title(at, entry, name),
            kind="wmts" if kind == "tianditu" else kind,  # type: ignore[arg-type]
            urls=urls,
            labels=self._urls(at, entry, "labels", kind) if "labels" in entry else (),
            datum=self._among(at, entry, "datum", get_args(Datum)) or "wgs84",  # type: ignore[arg-type]
            attribution=self._attribution(at, entry),
            max_zoom=self._zoom(at, entry),
            style=self._style(at, entry) if "style" in entry else None,
            file=file,
        )

    def _tianditu(self, at: At, entry: dict[str, Any]) -> dict[str, Any]:
        layer = self._among(at, {"layer": "vec", **entry}, "layer", tuple(_LAYERS)) or "vec"
        if not _KEY.fullmatch(self.key):
            self._fault(
                "no-key",
                (*at, "kind"),
                "Tianditu needs a key; set SITESEL_TIANDITU_KEY (letters and digits)",
                "天地图需要密钥；请设环境变量 SITESEL_TIANDITU_KEY（字母和数字）",
            )
        above, called = _LAYERS[layer]
        return {
            "name": f"tianditu-{layer}",
            "title": {"zh": called.zh, "en": called.en},
            "attribution": "天地图",
            **entry,
            "datum": "cgcs2000",
            "urls": [_TIANDITU.format(layer=layer, key=self.key)],
            "labels": [_TIANDITU.format(layer=above, key=self.key)],
        }

    def _among(
        self, at: At, entry: Mapping[str, Any], key: str, known: tuple[str, ...]
    ) -> str | None:
        word = entry.get(key)
        if word in known:
            return str(word)
        listed = ", ".join(known)
        self._fault(
            "unknown-word" if key in entry else "missing",
            (*at, key),
            f"{key} is one of {listed}",
            f"{key} 应为 {listed} 之一",
        )
        return None

    def _urls(self, at: At, entry: Mapping[str, Any], key: str, kind: str) -> tuple[str, ...]:
        given = entry.get(key)
        listed = [given] if isinstance(given, str) else given
        if not isinstance(listed, list):
            return ()
        found = []
        for i, url in enumerate(listed):
            fault = wrong_address(url, tiled=kind != "pmtiles")
            if fault is not None:
                place = (*at, key, i) if isinstance(given, list) else (*at, key)
                self._fault("address", place, fault.en, fault.zh)
                continue
            found += written_out(url)
        return tuple(found)

    def _file(self, at: At, entry: Mapping[str, Any]) -> Path | None:
        path = self.folder / str(entry["file"])
        if entry.get("kind") == "pmtiles" and path.is_file() and path.suffix == ".pmtiles":
            return path.resolve()
        self._fault(
            "file",
            (*at, "file"),
            f"{path} is no .pmtiles file; file: is for kind: pmtiles alone",
            f"{path} 不是 .pmtiles 文件；file: 只用于 kind: pmtiles",
        )
        return None

    def _title(self, at: At, entry: Mapping[str, Any], name: str) -> Text:
        title = entry.get("title", name)
        if isinstance(title, str) or (isinstance(title, dict) and set(title) <= {"zh", "en"}):
            return Text.of(title)
        self._fault(
            "title",
            (*at, "title"),
            "write text, or zh: and en: with text",
            "应为文字，或带 zh: 与 en: 的文字",
        )
        return Text.of(name)

    def _attribution(self, at: At, entry: Mapping[str, Any]) -> str:
        words = entry.get("attribution")
        if isinstance(words, str) and words.strip() and not re.search(r"[<>&]", words):
            return words.strip()
        self._fault(
            "attribution",
            (*at, "attribution"),
            "write who made the map as plain text (its licence asks for it)",
            "请用纯文字写明地图的制作者（许可要求标注）",
        )
        return ""

    def _zoom(self, at: At, entry: Mapping[str, Any]) -> int:
        word = str(entry.get("max_zoom", _USUAL_ZOOM))
        if re.fullmatch(r"\d{1,2}", word) and int(word) <= _FARTHEST:
            return int(word)
        self._fault(
            "zoom",
            (*at, "max_zoom"),
            f"write a whole number from 0 to {_FARTHEST}",
            f"应为 0—{_FARTHEST} 的整数",
        )
        return _USUAL_ZOOM

    def _style(self, at: At, entry: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...] | None:
        path = self.folder / str(entry["style"])
        try:
            layers = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            layers = None
        layers = layers.get("layers") if isinstance(layers, dict) else layers
        if isinstance(layers, list) and all(isinstance(layer, dict) for layer in layers):
            return tuple(layers)
        self._fault(
            "style",
            (*at, "style"),
            f"{path} is no MapLibre style or list of layers (JSON)",
            f"{path} 不是 MapLibre 样式或图层列表（JSON）",
        )
        return None

    def _fault(self, code: str, at: At, en: str, zh: str) -> None:
        self.faults.append(self.document.fault(code, at, en, zh))
