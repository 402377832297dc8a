"""The schema of one catalogue: families of attributes resolved for its own layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from geopandas import GeoDataFrame

from sitesel.attributes.network import Mode
from sitesel.catalogue.config import BuildConfig
from sitesel.catalogue.config_network import NetworkConfig, minutes_words
from sitesel.catalogue.rules import rule_attributes, rule_book
from sitesel.catalogue.shore import shore_attributes
from sitesel.language import Text
from sitesel.schema import Attribute, Schema, default_schema, family

MODE_LABELS: Mapping[Mode, Text] = {
    "car": Text("小汽车", "car"),
    "truck": Text("货车", "truck"),
    "truck_dg": Text("危险货物货车", "truck with dangerous goods"),
    "foot": Text("步行", "foot"),
}


def resolved_schema(config: BuildConfig) -> Schema:
    """Return the schema of the catalogue: defaults, families of its layers, its own attributes."""
    schema = default_schema()
    for kind, label in facility_labels(config).items():
        schema = schema.with_attributes(family("facilities", facility=(kind, label)))
        for radius in radii(config, kind):
            words = radius_words(radius)
            schema = schema.with_attributes(
                family("facilities", facility=(kind, label), radius=words)
            )
    for source in config.constraints:
        label = source.label or Text.of(source.name)
        schema = schema.with_attributes(family("constraints", layer=(source.name, label)))
    if config.network is not None:
        schema = schema.with_attributes(_access(config.network, facility_labels(config)))
    if (book := rule_book(config)) is not None:
        schema = schema.with_attributes(rule_attributes(book))
    schema = schema.with_attributes(shore_attributes(config))
    return schema.with_attributes(entry.attribute() for entry in config.attributes)


def with_landmasses(schema: Schema, land: GeoDataFrame | None) -> Schema:
    """Return the schema with what islands are called in two languages, where the land tells.

    Parameters
    ----------
    schema
        Of a catalogue.
    land
        Columns name and, optionally, name_zh, name_en. Of several rows of one name the first
        counts; a row that tells neither keeps its name.
    """
    labels: dict[str, Text] = {}
    told = [] if land is None else [key for key in ("name_zh", "name_en") if key in land]
    for row in [] if land is None or not told else land[["name", *told]].to_dict("records"):
        words = {key[-2:]: row[key] for key in told if isinstance(row[key], str)}
        if words:
            labels.setdefault(row["name"], Text.of(words))
    if not labels:
        return schema
    return schema.with_attributes([replace(schema["landmass"], values=tuple(labels.items()))])


def _access(network: NetworkConfig, facilities: Mapping[str, Text]) -> Iterator[Attribute]:
    for mode in network.modes:
        by = (mode, MODE_LABELS[mode])
        yield from family("modes", mode=by)
        yield from family("matching_wharf", mode=by)
        for kind in network.kinds(mode, tuple(facilities)):
            place = (kind, facilities[kind])
            yield from family("access", facility=place, mode=by)
            for minutes in network.within:
                within = minutes_words(minutes)
                yield from family("access", facility=place, minutes=within, mode=by)
        for minutes in network.within:
            within = minutes_words(minutes)
            for counted in network.counted():
                yield from family(counted, minutes=within, mode=by)


def facility_labels(config: BuildConfig) -> dict[str, Text]:
    """Return the kinds of facilities and their labels, in the order of the config."""
    labels: dict[str, Text] = {}
    for source in config.facilities:
        for kind, label in source.labels.items():
            labels.setdefault(kind, label)
    return labels


def radii(config: BuildConfig, kind: str) -> tuple[float, ...]:
    """Return the distances, in metres, within which facilities of a kind are counted."""
    own = [s.radii for s in config.facilities if kind in s.labels and s.radii is not None]
    return tuple(sorted({r for each in own for r in each})) if own else config.radii


def radius_words(radius: float) -> tuple[str, Text]:
    """Return a radius as it stands in names and in labels.

    >>> radius_words(500), radius_words(2000)[0]
    (('500m', Text(zh='500 m', en='500 m')), '2km')
    """
    in_km = radius >= 1000 and radius % 1000 == 0
    number, unit = (radius / 1000, "km") if in_km else (radius, "m")
    return f"{number:.0f}{unit}", Text.of(f"{number:.0f} {unit}")
