"""What a caller has already is not sent again: an ETag of the bytes themselves, and 304."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from threading import Lock
from typing import Any

from fastapi import Request, Response

from sitesel.catalogue import Catalogue
from sitesel.schema import Tier

_CONSTANT = "public, max-age=31536000, immutable"
_ASK = "no-cache"  # kept by the browser, and asked about before it is used
_MOST_KEPT = 64


def sent(
    request: Request,
    body: bytes,
    *,
    media_type: str = "application/json",
    constant: bool = False,
    headers: dict[str, str] | None = None,
) -> Response:
    """Return a body with its ETag, or 304 where the caller names that ETag.

    Parameters
    ----------
    request
        What the caller has is in its If-None-Match.
    body, media_type, headers
        Of the answer.
    constant
        Whether this address never answers otherwise, so that nobody has to ask again.
    """
    # weak: the same bytes may go out compressed
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    told = {"ETag": tag, "Cache-Control": _CONSTANT if constant else _ASK, **(headers or {})}
    known = (each.strip() for each in request.headers.get("if-none-match", "").split(","))
    if any(each in ("*", tag) for each in known):
        return Response(status_code=304, headers=told)
    return Response(body, media_type=media_type, headers=told)


def as_json(data: Any) -> bytes:  # noqa: ANN401 - what JSON can hold
    """Return data as JSON in UTF-8, without spaces."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


class Written:
    """Answers that hang on a catalogue and the settings alone, written once each."""

    def __init__(self) -> None:
        self._bytes: dict[tuple[str, Tier, str], bytes] = {}
        self._lock = Lock()

    def of(self, catalogue: Catalogue, name: str, data: Callable[[], Any]) -> bytes:
        """Return the answer of a name, of a catalogue as a tier sees it."""
        key = (catalogue.id, catalogue.tier, name)
        with self._lock:
            written = self._bytes.get(key)
        if written is None:
            written = as_json(data())
            with self._lock:
                self._bytes[key] = written
                while len(self._bytes) > _MOST_KEPT:
                    self._bytes.pop(next(iter(self._bytes)))
        return written
