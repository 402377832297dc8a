"""The language a caller wants: `lang=` in the address, else Accept-Language, else Chinese."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from sitesel.language import LANGUAGES, Lang


def preferred(request: Request) -> Lang:
    """Return the language that a request asks for; the answer is marked as differing by it."""
    request.state.spoken = True
    asked = request.query_params.get("lang", "")
    for lang in LANGUAGES:
        if asked == lang:
            return lang
    weights: dict[Lang, float] = {}
    for part in request.headers.get("accept-language", "").split(","):
        tag, _, quality = part.strip().partition(";q=")
        for lang in LANGUAGES:
            if tag.lower().split("-")[0] == lang:
                weights.setdefault(lang, _number(quality))
    return max(weights, key=lambda lang: weights[lang]) if weights else "zh"


def _number(quality: str) -> float:
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0


def _declared(
    request: Request,
    lang: Annotated[
        str | None,
        Query(
            description="语言；其他取值按 Accept-Language / Language of the words; any other value "
            "is as if none were given.",
            json_schema_extra={"examples": list(LANGUAGES)},
        ),
    ] = None,
) -> Lang:
    del lang  # declared for the manual; `preferred` reads it
    return preferred(request)


CallerLang = Annotated[Lang, Depends(_declared)]
