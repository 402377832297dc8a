"""Addresses of tiles: what one may look like, written out, and the hosts that pages may ask."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sitesel.language import Text

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?")
_SPREAD = re.compile(r"\{([0-9a-z])-([0-9a-z])\}")
_ODD = re.compile(r"[\s<>\"'`\\;,]")
_PLACES = (("{z}", "{TileMatrix}"), ("{x}", "{TileCol}"), ("{y}", "{TileRow}"))


def origins(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return the hosts of addresses, as a Content-Security-Policy names them.

    >>> origins(["https://B.example.org/{z}/{x}/{y}", "/own/{z}/{x}/{y}", "http://10.0.0.5:81/"])
    ('http://10.0.0.5:81', 'https://b.example.org')
    """
    found = (_ORIGIN.match(address) for address in addresses)
    return tuple(sorted({match[0].lower() for match in found if match}))


def wrong_address(url: object, *, tiled: bool) -> Text | None:
    """Say what is wrong with an address; None where nothing is.

    It goes into a Content-Security-Policy, so that nothing may stand in it that ends a part of one.

    >>> wrong_address("https://x.org;script-src *//{z}/{x}/{y}", tiled=True).en
    'an address has no spaces, quotes, ; or ,'
    """
    if not isinstance(url, str) or _ODD.search(url):
        return Text("地址含有空格、引号、分号或逗号", "an address has no spaces, quotes, ; or ,")
    if not url.startswith("/") or url.startswith("//"):
        plain = _SPREAD.sub("0", url)
        origin = _ORIGIN.match(plain)
        if origin is None or not plain.startswith("/", origin.end()):
            return Text(
                "地址应以 https://主机/ 开头，或以 / 开头（本服务）",
                "an address begins with https://host/, or with / for this service",
            )
    if tiled and any(all(place not in url for place in either) for either in _PLACES):
        return Text(
            "地址应含有 {z}、{x}、{y}（WMTS 可写 {TileMatrix}、{TileCol}、{TileRow}）",
            "an address holds {z}, {x} and {y} (of WMTS {TileMatrix}, {TileCol}, {TileRow})",
        )
    return None


def written_out(url: str) -> list[str]:
    """Return an address for each host that is numbered or lettered, with {z}, {x} and {y}.

    >>> written_out("https://{a-c}.x/{TileMatrix}")
    ['https://a.x/{z}', 'https://b.x/{z}', 'https://c.x/{z}']
    """
    for plain, wmts in _PLACES:
        url = url.replace(wmts, plain)
    match = _SPREAD.search(url)
    if match is None:
        return [url]
    letters = [chr(code) for code in range(ord(match[1]), ord(match[2]) + 1)]
    return [url.replace(match[0], letter) for letter in letters]
