"""What a well-formed build config can still have wrong about shores, wharves and room to expand."""

from __future__ import annotations

from collections.abc import Iterator

from sitesel.catalogue.config import BuildConfig
from sitesel.catalogue.document import At, Document
from sitesel.catalogue.mapping import ColumnMapping
from sitesel.catalogue.suggestion import unknown_word
from sitesel.catalogue.wharves import WHARF_ATTRIBUTES
from sitesel.errors import Fault, SiteselError
from sitesel.schema import Schema
from sitesel.units import factor


def shore_faults(document: Document, config: BuildConfig, schema: Schema) -> list[Fault]:
    """Return what is wrong: units of quantities, and statuses that there are not."""
    found: list[Fault] = []
    for at, mapping, unit in _quantities(config):
        try:
            factor(mapping.unit or unit, unit)
        except SiteselError as error:
            found.append(document.fault("unit", (*at, "unit"), error.say("en"), error.say("zh")))
    statuses = [key for key, _ in schema["status"].values]
    for i, status in enumerate(config.expansion.available if config.expansion else ()):
        if status not in statuses:
            known = unknown_word(status, statuses)
            en, zh = f"unknown {status!r}; {known.en}", f"未知的 {status!r}；{known.zh}"
            found.append(document.fault("unknown-value", ("expansion", "available", i), en, zh))
    return found


def _quantities(config: BuildConfig) -> Iterator[tuple[At, ColumnMapping, str]]:
    """Return the mappings of quantities with their places and units."""
    for i, source in enumerate(config.facilities):
        for name, attribute in WHARF_ATTRIBUTES.items():
            if name in source.columns and attribute.unit is not None:
                yield ("facilities", i, "columns", name), source.columns[name], attribute.unit
    for place, layer in (("shore", config.shore), ("deep_water", config.deep_water)):
        if layer is not None and "depth" in layer.columns:
            yield (place, "columns", "depth"), layer.columns["depth"], "m"
