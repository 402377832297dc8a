"""What a build config says of roads, bridges and ferries, and of what is measured along them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Self

from pydantic import (
    BeforeValidator,
    Field,
    NonNegativeFloat,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from sitesel.attributes.network import MODES, Mode
from sitesel.catalogue.document import At
from sitesel.catalogue.mapping import (
    KmPerHour,
    Metres,
    Minutes,
    OneOrMany,
    Slug,
    Strict,
    Words,
    quantity_in,
)
from sitesel.catalogue.network_record import BASE
from sitesel.catalogue.source import Source
from sitesel.language import Text
from sitesel.layers.plausible import FASTEST, LONGEST_HEADWAY, LONGEST_SAILING
from sitesel.layers.road_classes import NetworkAssumptions, network_assumptions


def _day(words: object) -> object:
    if not isinstance(words, str):
        return words
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        raise PydanticCustomError("day", "write a day as 2027-12-31") from None


def _scenario(word: str) -> str:
    if word == BASE:
        raise PydanticCustomError("base", "base is the network without a scenario")
    return word


Day = Annotated[dt.date, BeforeValidator(_day)]
_Speed = Annotated[KmPerHour, Field(gt=0, le=FASTEST)]
_Time = Annotated[Minutes, Field(ge=0, le=LONGEST_SAILING)]
_Sailing = Annotated[Minutes, Field(gt=0, le=LONGEST_SAILING)]
_Headway = Annotated[Minutes, Field(gt=0, le=LONGEST_HEADWAY)]
_DaysLost = Annotated[NonNegativeFloat, Field(le=366)]
_Horizon = Annotated[Minutes, Field(gt=0)]
_Tonnes = Annotated[float, Field(gt=0), BeforeValidator(quantity_in("t"))]
_Height = Annotated[float, Field(gt=0), BeforeValidator(quantity_in("m"))]
_Length = Annotated[Metres, Field(ge=0)]
_ScenarioName = Annotated[Slug, BeforeValidator(_scenario)]


class RoadSource(Source):
    """A layer of roads and bridges: an OpenStreetMap extract (.osm.pbf), or lines with a mapping.

    `columns` may map what `parcels/build-example.yaml` shows; an extract tells it itself.

    Parameters
    ----------
    road_class
        Of all lines, where no column tells it.
    """

    road_class: str | None = None


class FerrySource(Source):
    """A table or line layer of ferries; `columns` may map what `parcels/build-example.yaml` shows.

    Lines need no terminals; a table names them (`from`, `to`) or places them
    (`from_lon`, `from_lat`, `to_lon`, `to_lat`).
    """


class TerminalSource(Source):
    """A layer of ferry terminals, points or areas; `columns` maps id and name."""


class PopulationSource(Source):
    """Where people live and work, points or areas; `columns` maps population and workers."""


class ChangeDeclared(Strict):
    """What is different about one road, bridge or ferry; what is left out stays as it is."""

    headway: _Headway | None = None
    sailing: _Sailing | None = None
    days_lost: _DaysLost | None = None
    speed: _Speed | None = None


class ScenarioDeclared(Strict):
    """Named changes to the network, with the day that is looked at.

    Parameters
    ----------
    title
        How readers call it.
    date
        What opens later is closed, what opened until then is open.
    open, close
        Ids of roads, bridges and ferries that are open, or closed, whatever their dates.
    change
        By id.
    """

    title: Words
    date: Day | None = None
    open: OneOrMany = ()
    close: OneOrMany = ()
    change: dict[str, ChangeDeclared] = Field(default_factory=dict)


class TruckAssumed(Strict):
    """The truck that limits of weight (t) and height (m) are held against."""

    weight: _Tonnes | None = None
    height: _Height | None = None


class FerryAssumed(Strict):
    """What a ferry is taken for where its source doesn't tell: minutes, and km/h."""

    boarding: _Time | None = None
    unloading: _Time | None = None
    headway: _Headway | None = None
    speed: _Speed | None = None


class NetworkConfig(Strict):
    """Roads, bridges and ferries, and what is measured along them.

    Parameters
    ----------
    roads, ferries, terminals
        Where they are read from.
    date
        The day that is looked at; the catalogue's when not told.
    modes
        Who travels.
    speeds
        By road class, in place of those in `parcels/schema/network.yaml`.
    truck, ferry
        What is assumed, in place of `parcels/schema/network.yaml`.
    facilities
        Which kinds are travelled to, by mode; a mode that is left out travels to all.
    join
        Farthest from a site's boundary to the road that it joins, metres.
    join_speed
        On the way from the boundary to that road, km/h.
    within
        Facilities, people and workers are counted within these times, minutes.
    population
        Where people live and work.
    scenarios
        By name.
    """

    roads: tuple[RoadSource, ...] = ()
    ferries: tuple[FerrySource, ...] = ()
    terminals: tuple[TerminalSource, ...] = ()
    date: Day | None = None
    modes: tuple[Mode, ...] = Field(MODES, min_length=1)
    speeds: dict[str, _Speed] = Field(default_factory=dict)
    truck: TruckAssumed = TruckAssumed()
    ferry: FerryAssumed = FerryAssumed()
    facilities: dict[Mode, tuple[Slug, ...]] = Field(default_factory=dict)
    join: _Length = 2000.0
    join_speed: _Speed = 20.0
    within: tuple[_Horizon, ...] = ()
    population: PopulationSource | None = None
    scenarios: dict[_ScenarioName, ScenarioDeclared] = Field(default_factory=dict)

    @field_validator("roads", "ferries", "terminals", "modes", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return [value] if isinstance(value, Mapping | str) else value

    @field_validator("modes")
    @classmethod
    def _ordered(cls, modes: tuple[Mode, ...]) -> tuple[Mode, ...]:
        return tuple(mode for mode in MODES if mode in modes)

    @model_validator(mode="after")
    def _roads_or_ferries(self) -> Self:
        if not self.roads and not self.ferries:
            raise PydanticCustomError("network", "a network needs roads or ferries")
        return self

    def sources(self) -> list[tuple[At, Source]]:
        """Return what it is read from, with the places in the config."""
        listed: list[tuple[At, Source]] = []
        for name in ("roads", "ferries", "terminals"):
            listed += [(("network", name, i), each) for i, each in enumerate(getattr(self, name))]
        if self.population is not None:
            listed.append((("network", "population"), self.population))
        return listed

    def assumptions(self) -> NetworkAssumptions:
        """Return what is assumed of the network, the config's own before what ships."""
        shipped = network_assumptions()
        ferry = self.ferry.model_dump(exclude_none=True)
        truck = self.truck.model_dump(exclude_none=True)
        own = {f"truck_{name}": value for name, value in truck.items()}
        return replace(shipped, ferry=replace(shipped.ferry, **ferry), **own)

    def counted(self) -> tuple[str, ...]:
        """Return what the population source tells: population, workers or both."""
        told = self.population.columns if self.population is not None else ()
        return tuple(name for name in ("population", "workers") if name in told)

    def kinds(self, mode: Mode, known: tuple[str, ...]) -> tuple[str, ...]:
        """Return the kinds of facilities that a mode travels to, of those that are known."""
        wanted = self.facilities.get(mode)
        return tuple(kind for kind in known if wanted is None or kind in wanted)


def minutes_words(minutes: float) -> tuple[str, Text]:
    """Return a time as it stands in names and in labels.

    >>> minutes_words(30.0)
    ('30min', Text(zh='30 分钟', en='30 min'))
    """
    return f"{minutes:.0f}min", Text(zh=f"{minutes:.0f} 分钟", en=f"{minutes:.0f} min")
