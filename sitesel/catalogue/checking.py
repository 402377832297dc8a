"""What a well-formed build config can still have wrong: words, units, codes, files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields

from sitesel.attributes.wharf import WHARF_COLUMNS
from sitesel.catalogue.checking_network import network_faults
from sitesel.catalogue.checking_shore import shore_faults
from sitesel.catalogue.config import BuildConfig, SiteSource
from sitesel.catalogue.config_media import COLUMNS as MEDIA_COLUMNS
from sitesel.catalogue.document import At, Document
from sitesel.catalogue.families import facility_labels, resolved_schema
from sitesel.catalogue.mapping import ColumnMapping
from sitesel.catalogue.rules import EVALUATION, rule_faults
from sitesel.catalogue.source import Source
from sitesel.catalogue.suggestion import nearest_word, unknown_word
from sitesel.catalogue.validation.tolerances import Tolerances
from sitesel.errors import Fault, SiteselError
from sitesel.interval import Interval
from sitesel.land_use import SYSTEMS, is_known
from sitesel.schema import Attribute, Schema, default_schema
from sitesel.units import check_unit, factor

AROUND: Mapping[str, tuple[str, ...]] = {
    "facilities": ("id", "name", "name_zh", "name_en", "source", "accuracy_m", *WHARF_COLUMNS),
    "constraints": ("name",),
    "land": ("name", "name_zh", "name_en", "fixed_link"),
    "context": ("name",),
    "shore": ("name", "type", "depth"),
    "deep_water": ("depth",),
    "frontage": ("class",),
    "media": tuple(MEDIA_COLUMNS),
}
"""What a layer around the sites can have a column for."""
_NO_RULES = ("rule-set", "no-rule-set", "no-day")  # with these nobody knows the rules


class Check:
    """Checks a config against the schema, the code lists and the files that are there."""

    def __init__(self, document: Document, config: BuildConfig) -> None:
        self.document = document
        self.config = config
        self.found: list[Fault] = []
        self._unsound: set[str] = set()  # attributes of the config without a unit to read them in
        self._ruled = True

    def faults(self) -> list[Fault]:
        """Return everything that is wrong."""
        config = self.config
        if not config.parcels and not config.halls:
            self._add("no-sites", (), "no parcels and no halls; name a layer of either",
                      "没有 parcels 也没有 halls；请至少给出一个图层")  # fmt: skip
        self._own_attributes()
        self._tolerances()
        self.found += rule_faults(self.document, config)
        for at, source in [*config.sources(), *config.read_apart()]:
            self._file(at, source)
        self._ruled = not any(fault.code in _NO_RULES for fault in self.found)
        schema = self._schema()
        for i, source in enumerate(config.parcels):
            self._sites(("parcels", i), source, schema.of("parcels"))
        for i, source in enumerate(config.halls):
            self._sites(("halls", i), source, schema.of("halls"))
        self._around()
        self.found += shore_faults(self.document, config, schema)
        if config.network is not None:
            self.found += network_faults(self.document, config.network, facility_labels(config))
        return self.found

    def _schema(self) -> Schema:
        """Return the schema of the catalogue, without what is faulty itself."""
        config = self.config
        own = tuple(entry for entry in config.attributes if entry.name not in self._unsound)
        rules = config.rules if self._ruled else None
        return resolved_schema(config.model_copy(update={"attributes": own, "rules": rules}))

    def _may_be(self, name: str) -> bool:
        """Tell whether the schema may lack a name only because of another fault."""
        return name in self._unsound or (not self._ruled and name.startswith(EVALUATION))

    def _own_attributes(self) -> None:
        for i, entry in enumerate(self.config.attributes):
            known = len(self.found)
            self._unit(("attributes", i, "unit"), entry.unit)
            if len(self.found) > known:
                self._unsound.add(entry.name)
            if entry.group not in default_schema().groups:
                meant = unknown_word(entry.group, default_schema().groups)
                self._add("unknown-group", ("attributes", i, "group"),
                          f"no group {entry.group!r}; {meant.en}",
                          f"没有分组 {entry.group!r};{meant.zh}")  # fmt: skip

    def _tolerances(self) -> None:
        for name in self.config.tolerances:
            known_names = [item.name for item in fields(Tolerances)]
            if name not in known_names:
                self._unknown("unknown-tolerance", ("tolerances", name), name, known_names)

    def _add(self, code: str, at: At, en: str, zh: str) -> None:
        self.found.append(self.document.fault(code, at, en, zh))

    def _unknown(self, code: str, at: At, word: str, known: Iterable[str]) -> None:
        meant = unknown_word(word, known)
        self._add(code, at, f"unknown {word!r}; {meant.en}", f"未知的 {word!r};{meant.zh}")

    def _unit(self, at: At, unit: str | None) -> None:
        try:
            check_unit(unit)
        except SiteselError as error:
            self._add("unit", at, error.say("en"), error.say("zh"))

    def _file(self, at: At, source: Source) -> None:
        paths = [((*at, "path"), source.path)]
        if isinstance(source, SiteSource) and source.join:
            paths.append(((*at, "join", "path"), source.join.path))
        for place, name in paths:
            located = self.config.locate(name)
            if isinstance(located, str) or located.exists():
                continue
            folder = located.parent
            beside = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
            near = nearest_word(located.name, beside)
            en = f"; did you mean {near!r}?" if near else f"; looked in {folder}"
            zh = f"；是不是 {near!r}？" if near else f"；查找位置：{folder}"
            self._add("no-file", place, f"no file {name!r}{en}", f"没有文件 {name!r}{zh}")

    def _sites(self, at: At, source: SiteSource, schema: Schema) -> None:
        if source.land_use_system is not None:
            self._system((*at, "land_use_system"), source.land_use_system)
        for name, mapping in source.columns.items():
            place = (*at, "columns", name)
            attribute = schema.get(name)
            if attribute is None:
                if not self._may_be(name):
                    self._unknown("unknown-attribute", place, name, schema)
            elif attribute.source != "declared":
                self._add("measured", place,
                          f"{name!r} is measured, not read; a figure from the source belongs to "
                          "stated_area or an attribute of your own (attributes:)",
                          f"{name!r} 由系统量算，不从来源读取；来源数值请放入 stated_area 或"
                          "在 attributes: 中自定义")  # fmt: skip
            else:
                self._mapping(place, attribute, mapping, source)

    def _system(self, at: At, system: str) -> None:
        if system not in SYSTEMS:
            self._unknown("unknown-land-use-system", at, system, SYSTEMS)

    def _mapping(
        self, at: At, attribute: Attribute, mapping: ColumnMapping, source: SiteSource
    ) -> None:
        if mapping.unit is not None:
            self._source_unit((*at, "unit"), attribute, mapping.unit)
        if (mapping.lower or mapping.upper) and attribute.kind != "interval":
            self._add("not-an-interval", at,
                      f"{attribute.name!r} is a {attribute.kind}: it has no lower and upper",
                      f"{attribute.name!r} 为 {attribute.kind}，没有 lower 和 upper")  # fmt: skip
        if mapping.system is not None:
            self._system((*at, "system"), mapping.system)
        if attribute.kind == "code":
            self._codes(at, mapping, mapping.system or source.land_use_system)
        if attribute.kind == "flag":
            self._values(at, mapping, ("yes", "no", "true", "false"))
        if attribute.kind == "category" and attribute.values:
            self._values(at, mapping, tuple(key for key, _ in attribute.values))
        if attribute.kind == "interval" and mapping.constant is not None:
            try:
                Interval.parse(mapping.constant)
            except ValueError as error:
                self._add("interval", (*at, "constant"), str(error), str(error))

    def _source_unit(self, at: At, attribute: Attribute, unit: str) -> None:
        if attribute.kind not in ("quantity", "interval"):
            self._add(
                "no-unit",
                at,
                f"{attribute.name!r} is a {attribute.kind} and has no unit",
                f"{attribute.name!r} 为 {attribute.kind}，没有单位",
            )
            return
        try:
            factor(unit, attribute.unit or "1")
        except SiteselError as error:
            self._add("unit", at, error.say("en"), error.say("zh"))

    def _values(self, at: At, mapping: ColumnMapping, known: tuple[str, ...]) -> None:
        for raw, value in mapping.values.items():
            if value is not None and value not in known:
                self._unknown("unknown-value", (*at, "values", raw), value, known)
        if mapping.constant is not None and mapping.constant not in known:
            self._unknown("unknown-value", (*at, "constant"), mapping.constant, known)

    def _codes(self, at: At, mapping: ColumnMapping, system: str | None) -> None:
        if system is None and not mapping.values and mapping.constant is None:
            self._add(
                "no-land-use-system",
                at,
                "codes without their system mean nothing; add land_use_system, one of "
                + ", ".join(SYSTEMS),
                f"用地代码必须注明所属分类；请加 land_use_system:{', '.join(SYSTEMS)}",
            )
        told = [((*at, "values", raw), code) for raw, code in mapping.values.items()]
        for place, code in [*told, ((*at, "constant"), mapping.constant)]:
            if code is not None and not is_known(code):
                self._add("unknown-code", place,
                          f"{code!r} is no code of the 2023 classification",
                          f"{code!r} 不是 2023 年分类的代码")  # fmt: skip

    def _around(self) -> None:
        config, seen = self.config, set[str]()
        for i, layer in enumerate(config.constraints):
            if layer.name in seen:
                self._add("repeated-name", ("constraints", i, "name"),
                          f"constraint layer {layer.name!r} is named twice",
                          f"约束图层 {layer.name!r} 重名")  # fmt: skip
            seen.add(layer.name)
        for i, facilities in enumerate(config.facilities):
            for raw, kind in facilities.kind_values.items():
                if kind not in facilities.labels:
                    at: At = ("facilities", i, "kind_values", raw)
                    self._unknown("unknown-kind", at, kind, facilities.labels)
        for place, source in [*config.sources(), *config.read_apart()]:
            known = AROUND.get(str(place[0]))
            for name in source.columns if known is not None else ():
                if name not in (known or ()):
                    self._unknown("unknown-column", (*place, "columns", name), name, known or ())
