"""How every parcel of a selection stands, and whom one reason concerns: what a map is drawn by."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import pyarrow as pa
from fastapi import APIRouter, Path, Query, Request, Response
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from sitesel.api.dependencies import Selections, Shelved
from sitesel.api.seen import glanced
from sitesel.api.unchanged import as_json, sent
from sitesel.catalogue import Catalogue
from sitesel.columns import TextColumn
from sitesel.schema import SiteKind
from sitesel.selection.outcome import Outcome, rows_of, standings

router = APIRouter(prefix="/api/selections", tags=["选址 / Selections"])
MOST_NAMED = 200
Digest = Annotated[str, Path(max_length=64)]


class NamedOut(BaseModel):
    """A parcel by its id, its name where it has one, and its row in the catalogue."""

    id: str
    name: str | None
    row: int


class ConcernedOut(BaseModel):
    """The parcels that one constraint rejects, or that it can't be told for."""

    constraint: str
    outcome: Outcome
    total: int
    rows: list[int] = Field(description="Of all of them, from 0, in the order of the catalogue.")
    parcels: list[NamedOut] = Field(description=f"The first {MOST_NAMED}.")
    bounds: tuple[float, float, float, float] | None = Field(
        description="West, south, east, north of all of them; degrees."
    )


@router.get(
    "/{digest}/standings",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
    dependencies=[glanced("standings")],
    summary="每一宗的适宜度，供地图着色 / How every parcel stands, for a map",
)
def read_standings(
    digest: Digest, shelf: Shelved, selections: Selections, request: Request
) -> Response:
    """Return a little-endian float32 for each parcel, in the order of the catalogue.

    The guaranteed suitability of a candidate, 0 to 1; -1 rejected, -2 undecided. `X-Sites` says
    how many there are.
    """
    numbers = standings(selections.recall(digest, shelf)).astype("<f4", copy=False)
    return sent(
        request,
        numbers.tobytes(),
        media_type="application/octet-stream",
        constant=True,
        headers={"X-Sites": str(len(numbers))},
    )


@router.get(
    "/{digest}/reasons/{constraint}",
    response_model=ConcernedOut,
    dependencies=[glanced("standings")],
    summary="一条约束涉及哪些地块 / Whom a constraint concerns",
)
def read_reason(
    digest: Digest,
    constraint: Annotated[str, Path(max_length=64)],
    shelf: Shelved,
    selections: Selections,
    request: Request,
    outcome: Annotated[
        Outcome,
        Query(
            description="`rejected`; `unknown`; or `unmeasured`: not measured, as others had "
            "rejected them already."
        ),
    ] = "rejected",
) -> Response:
    """List the parcels that one constraint rejects, or that it can't be told for."""
    selection = selections.recall(digest, shelf)
    catalogue = shelf.catalogue(selection.catalogue)
    rows, sites = rows_of(selection, constraint, outcome), selection.requirement.sites
    told = {
        "constraint": constraint,
        "outcome": outcome,
        "total": len(rows),
        "rows": rows.tolist(),
        "parcels": _named(catalogue, sites, rows[:MOST_NAMED]),
        "bounds": _bounds(catalogue, sites, rows),
    }
    return sent(request, as_json(told), constant=True)


def _named(
    catalogue: Catalogue, sites: SiteKind, rows: NDArray[np.int64]
) -> list[dict[str, str | int | None]]:
    columns, at = catalogue.columns(sites), pa.array(rows)
    ids = columns.ids.take(at).to_pylist()
    name = columns.get("name")
    names = name.words.take(at).to_pylist() if isinstance(name, TextColumn) else [None] * len(ids)
    return [
        {"id": one, "name": called, "row": row}
        for one, called, row in zip(ids, names, rows.tolist(), strict=True)
    ]


def _bounds(catalogue: Catalogue, sites: SiteKind, rows: NDArray[np.int64]) -> list[float] | None:
    boxes = catalogue.outlines(sites).bounds[rows]
    boxes = boxes[np.isfinite(boxes).all(axis=1)]
    if not len(boxes):
        return None
    return [*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist()]
