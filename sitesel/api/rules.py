"""The rules that the catalogue is held to, and what the rules of another day say."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from sitesel.api.catalogue_forms import RuleOut
from sitesel.api.dependencies import CurrentCatalogue
from sitesel.catalogue.rule_changes import effect_wire, rule_book_of, rule_effects, standing_wire
from sitesel.catalogue.rules import STATE_LABELS
from sitesel.language import Text
from sitesel.schema import SiteKind

router = APIRouter(prefix="/api/rules", tags=["管控规则 / Rules"])


class RuleStandingOut(RuleOut):
    """A rule, how it stands, and what it is measured against."""

    state: str
    state_label: Text
    attribute: str | None
    layers: list[str]
    facility_kinds: list[str]


class RulesOut(BaseModel):
    """The rules of a catalogue on the day that it is held to them."""

    catalogue: str
    as_of: date | None
    rules: list[RuleStandingOut]


@router.get("", summary="管控规则及其状态 / Rules and how they stand")
def read_rules(catalogue: CurrentCatalogue) -> RulesOut:
    """List the rules: document, clause, what is asked, state, and the attribute that measures it.

    States: `in_force`; `unconfirmed` (off by default); `no_threshold` and `note` (told, and judge
    nothing); `no_layer` and `no_wind` (not judged); `not_yet` and `ended`.
    """
    book = rule_book_of(catalogue)
    told = [
        standing_wire(each, STATE_LABELS[each.state]) for each in (book.standings if book else ())
    ]
    return RulesOut(
        catalogue=catalogue.id,
        as_of=book.as_of if book else None,
        rules=[RuleStandingOut.model_validate(one) for one in told],
    )


@router.get("/diff", summary="两个日期的规则之差 / What two days' rules say")
def read_difference(
    catalogue: CurrentCatalogue,
    first: Annotated[date, Query(alias="from", description="The first day.")],
    second: Annotated[date, Query(alias="to", description="The second day.")],
    sites: SiteKind = "parcels",
    limit: Annotated[int, Query(ge=1, le=10_000, description="Most parcels of a rule.")] = 1000,
) -> dict[str, Any]:
    """Measure the versions of two days on the same parcels: whose verdict changes, by how much.

    Of each rule that differs: both versions, which fields differ, how many parcels went from one
    verdict to another (`holds`, `fails`, `evaluate`, `unknown`, `not_judged`), and these parcels
    with what was found, in m² or m.
    """
    effects = rule_effects(catalogue, first, second, sites=sites)
    return {
        "catalogue": catalogue.id,
        "from": first.isoformat(),
        "to": second.isoformat(),
        "rules": [effect_wire(effect, most=limit) for effect in effects],
    }
