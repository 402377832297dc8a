"""The headers that every answer carries, an unforeseen error's too."""

from __future__ import annotations

from fastapi import Request, Response

from sitesel.api.callers import keep_private

# the map page and the documentation page carry their scripts inside; nothing is loaded from outside
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; frame-src 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'self'"
)


def add_headers(request: Request, response: Response) -> None:
    """Say what may run in an answer, how long it holds, for whom, and what it differs by."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Cache-Control", "no-cache")
    keep_private(request, response)
    varies = headers.get("Vary", "").lower()
    if getattr(request.state, "spoken", False) and "accept-language" not in varies:
        headers.add_vary_header("Accept-Language")
