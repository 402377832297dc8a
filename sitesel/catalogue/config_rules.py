"""What a build config says of rules, terrain and wind."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator

from sitesel.catalogue.config_network import Day
from sitesel.catalogue.document import At
from sitesel.catalogue.mapping import OneOrMany, Slug, Strict, quantity_in
from sitesel.catalogue.source import Source

_Sliver = Annotated[float, BeforeValidator(quantity_in("m2")), Field(ge=0)]


class RulesConfig(Strict):
    """Which rules the sites are measured against.

    Parameters
    ----------
    sets
        Rule sets that ship with sitesel, by name, or files; a later set replaces the rules of the
        same ids.
    as_of
        The day whose versions are taken; the catalogue's when not told.
    layers
        From a protected class to the constraint layers and facility kinds that it is here; without
        an entry the layer or kind of the same name.
    confirm
        Ids of rules that have been checked for this place.
    sliver
        m²: in place of the rules' own.
    """

    sets: OneOrMany
    as_of: Day | None = None
    layers: dict[Slug, OneOrMany] = Field(default_factory=dict)
    confirm: OneOrMany = ()
    sliver: _Sliver | None = None

    @field_validator("sets")
    @classmethod
    def _some(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value))


class TerrainSource(Source):
    """A raster of elevations: any that GDAL reads, `.hgt`, `.hgt.zip`."""

    def sources(self) -> list[tuple[At, Source]]:
        """Return it with its place in the config."""
        return [(("terrain",), self)]


class WindSource(Source):
    """A table of how often the wind blows from where; `columns` may map direction and frequency.

    Directions are the 16 points (`NNE`, `北东北`) or degrees; calm (`C`, `静风`) counts for none.
    """

    def sources(self) -> list[tuple[At, Source]]:
        """Return it with its place in the config."""
        return [(("wind",), self)]
