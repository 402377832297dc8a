"""Words that a form needs beside the attributes': land-use codes and classes of cargo."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from sitesel import land_use
from sitesel.api.unchanged import as_json, sent
from sitesel.language import Text
from sitesel.shore_words import shore_words

router = APIRouter(prefix="/api/words", tags=["目录 / Catalogue"])


class CodeOut(BaseModel):
    """One code of a land-use classification."""

    code: str
    label: Text
    parents: list[str] = Field(description="The classes that it lies in, widest first.")


class CodesOut(BaseModel):
    """A land-use classification, its codes in order."""

    title: Text
    codes: list[CodeOut]


class WordOut(BaseModel):
    """A key with its words."""

    key: str
    label: Text


class WordsOut(BaseModel):
    """The same for every catalogue."""

    codes: dict[str, CodesOut] = Field(description="By the name that an attribute's `codes` has.")
    cargo: list[WordOut] = Field(description="What `wharf: {cargo: …}` can be.")


@router.get("", response_model=WordsOut, summary="用地代码与货类的名称 / Words of codes and cargo")
def read_words(request: Request) -> Response:
    """Name the land-use codes that catalogues use, and the classes of cargo of wharves."""
    system = land_use.CURRENT
    told = {
        "codes": {
            system: {
                "title": asdict(land_use.SYSTEMS[system]),
                "codes": [_code(code) for code in land_use.codes()],
            }
        },
        "cargo": [
            {"key": key, "label": asdict(label)} for key, label in shore_words("cargo").items()
        ],
    }
    return sent(request, as_json(told))


def _code(code: str) -> dict[str, object]:
    label = {"zh": land_use.label(code, "zh"), "en": land_use.label(code, "en")}
    return {"code": code, "label": label, "parents": list(land_use.parents(code))}
