"""The built web application: its page at each of its addresses, its parts, and what it may load."""

from __future__ import annotations

import gzip
import mimetypes
from functools import lru_cache
from html import escape
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse

from sitesel.api.basemaps import BaseMap
from sitesel.api.language import preferred
from sitesel.api.tile_addresses import origins
from sitesel.errors import SelectionNotFound
from sitesel.language import Text

router = APIRouter(include_in_schema=False)

BUILT = Path(__file__).parent / "built"
"""Where `make setup` builds the application."""

ADDRESSES = (
    "/", "/parcel", "/compare", "/about", "/s/{link}", "/p/{token}",
    "/sign-in", "/invitation", "/staff", "/staff/{page:path}",
)  # fmt: skip
"""The addresses of the application, all with the same page."""

_FOREVER = "public, max-age=31536000, immutable"
_ANEW = "no-cache"
_MISSING = Text(
    "网页尚未构建。请在源码目录运行 make setup，然后刷新本页。接口照常可用，见 /docs。",
    "The pages are not built yet. Run `make setup` where the source lies, then load this page "
    "again. The API works all the same; see /docs.",
)
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".woff2": "font/woff2",
          ".webmanifest": "application/manifest+json", ".svg": "image/svg+xml"}  # fmt: skip
_WORDY = (".css", ".js", ".json", ".mjs", ".svg")


def page_policy(maps: tuple[BaseMap, ...]) -> str:
    """Return the Content-Security-Policy of the application's pages.

    Nothing comes from outside but the configured base maps. Styles may stand inside: the map and
    the charts place what they draw by them.

    >>> "script-src 'self';" in page_policy(())
    True
    """
    outside = "".join(
        f" {origin}" for origin in origins(url for one in maps for url in one.addresses)
    )
    parts: dict[str, str] = {
        "default-src": "'none'",
        "script-src": "'self'",
        "worker-src": "'self' blob:",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": f"'self' data: blob:{outside}",
        "connect-src": f"'self'{outside}",
        "font-src": "'self'",
        "manifest-src": "'self'",
        "frame-src": "'self'",
        "frame-ancestors": "'self'",
        "base-uri": "'none'",
        "object-src": "'none'",
        "form-action": "'self'",
    }
    return "; ".join(f"{part} {sources}" for part, sources in parts.items())


def install(app: FastAPI, built: Path, maps: tuple[BaseMap, ...]) -> None:
    """Tell the routes where the application lies and what its pages may load."""
    app.state.built = built.resolve()
    app.state.page_headers = {
        "Content-Security-Policy": page_policy(maps),
        "Cache-Control": _ANEW,
        # the makers of base maps know their users by the address of the page, never by its path
        "Referrer-Policy": "strict-origin-when-cross-origin" if maps else "no-referrer",
        "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
    }


def application(request: Request) -> Response:
    """Return the application's page; where it is not built, a plain one that says so."""
    page: Path = request.app.state.built / "index.html"
    headers: dict[str, str] = request.app.state.page_headers
    if page.is_file():
        return FileResponse(page, media_type="text/html; charset=utf-8", headers=headers)
    lang = preferred(request)
    words = escape(_MISSING.say(lang))
    body = (
        f'<!doctype html><html lang="{"zh-CN" if lang == "zh" else "en"}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>sitesel</title><p>{words}</p>'
        '<p><a href="/docs">/docs</a></p></html>'
    )
    return HTMLResponse(body, 503, headers=headers)


for _address in ADDRESSES:
    router.get(_address)(application)


@router.get("/built/{name:path}")
def built_part(name: str, request: Request) -> Response:
    """Return a part of the application; those whose names hold their digest never change."""
    built: Path = request.app.state.built
    place = _part(built, name)
    if place is None:
        raise SelectionNotFound(f"no page part {name[:80]!r}", f"没有页面部件 {name[:80]!r}")
    kind = _TYPES.get(place.suffix) or mimetypes.guess_type(place.name)[0]
    headers = {
        "Cache-Control": _FOREVER if name.startswith("assets/") else _ANEW,
        "Content-Security-Policy": request.app.state.page_headers["Content-Security-Policy"],
        "Vary": "Accept-Encoding",
    }
    if place.suffix in _WORDY and "gzip" in request.headers.get("accept-encoding", ""):
        body = _compressed(place, place.stat().st_mtime_ns)
        return Response(body, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
    return FileResponse(place, media_type=kind or "application/octet-stream", headers=headers)


def _part(built: Path, name: str) -> Path | None:
    try:
        place = (built / name).resolve()
        found = place.is_relative_to(built) and place.is_file()
    except (OSError, ValueError):  # longer than names of files are, or with a NUL in it
        return None
    return place if found and place.suffix != ".html" else None


@lru_cache(maxsize=256)
def _compressed(place: Path, changed: int) -> bytes:
    """Return a file compressed as well as can be, once as long as it does not change."""
    del changed
    return gzip.compress(place.read_bytes(), 9, mtime=0)
