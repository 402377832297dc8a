"""Changes become the next state of a catalogue: found, checked, and laid over its columns."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sitesel.catalogue.catalogue import Catalogue
from sitesel.catalogue.manifest import FileRecord
from sitesel.catalogue.media import Media, added_path, keep_added
from sitesel.catalogue.revisions.life_cycle import check_step
from sitesel.catalogue.revisions.neighbours import expansion_beside
from sitesel.catalogue.revisions.outlined import (
    Cells,
    Measure,
    Redrawn,
    as_told,
    bounds_after,
    is_of_outline,
    outlines_over,
    redrawn,
)
from sitesel.catalogue.revisions.overlay import Overlay, Rows
from sitesel.catalogue.revisions.reservation import consequences
from sitesel.catalogue.revisions.revision import ADDED, GONE, MEDIA, OUTLINE, Change, Revision
from sitesel.catalogue.revisions.shown import Key, is_of_media, shown_after
from sitesel.catalogue.revisions.state import FILE, State
from sitesel.catalogue.revisions.value import plain, value_of
from sitesel.catalogue.suggestion import nearest_word
from sitesel.columns import (
    CategoryColumn,
    Column,
    Columns,
    IntervalColumn,
    QuantityColumn,
    TextColumn,
    Value,
    unknown,
)
from sitesel.errors import RevisionRefused
from sitesel.interval import Interval
from sitesel.schema import SITE_KINDS, Attribute, Schema, SiteKind, default_schema

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, eq=False)
class Prepared:
    """The next state of a catalogue, ready to be written."""

    state: State
    overlays: Mapping[SiteKind, Overlay]
    added: Mapping[str, bytes] = field(default_factory=dict)
    """Pictures and documents that no state before had, by the names of their files."""

    def write(self, folder: Path) -> str:
        """Write it into an empty folder and return its id; what is added lies beside, before."""
        for name, body in self.added.items():
            keep_added(added_path(folder, name), body)
        for overlay in self.overlays.values():
            overlay.write(folder)
        state = replace(self.state, files=_records(folder)).identified()
        (folder / FILE).write_text(state.to_json(), "utf-8")
        return state.id


@dataclass(eq=False)
class _Told:
    """What changes come to: cells by kind, and the revisions that tell of them."""

    cells: dict[SiteKind, Cells] = field(default_factory=dict)
    revisions: list[Revision] = field(default_factory=list)
    attributes: dict[str, Attribute] = field(default_factory=dict)
    media: dict[Key, tuple[Media, ...]] = field(default_factory=dict)
    added: dict[str, bytes] = field(default_factory=dict)
    redrawn: dict[SiteKind, Redrawn] = field(default_factory=dict)


def prepared(
    current: Catalogue,
    changes: Sequence[Change],
    *,
    who: str,
    now: datetime,
    measure: Measure | None = None,
    listed: Sequence[Revision] = (),
) -> Prepared | None:
    """Make changes into the next state; None where all is so already.

    Parameters
    ----------
    current
        What is published.
    changes
        What is to be; of two of the same value the last counts.
    who
        As the record names people.
    now
        Aware, UTC.
    measure
        Measures sites whose outlines change; None where nobody can.
    listed
        Revisions that tell which sites were added or taken away; `current` was built so.

    Raises
    ------
    RevisionRefused
        One of them can't be made.
    ParcelNotFound
        There is no such parcel or hall.
    """
    told = _Told(revisions=list(listed))
    of_media = [change for change in changes if is_of_media(change)]
    drawn = [change for change in changes if is_of_outline(change)]
    values = [each for each in changes if not is_of_media(each) and not is_of_outline(each)]
    values += consequences(current, values)
    for kind in SITE_KINDS:
        _redraw(told, current, kind, drawn, measure, who, _moment(now))
        own = [change for change in values if change.sites == kind]
        if own:
            _tell(told, current, kind, own, who, _moment(now))
    told.media, shown, told.added = shown_after(current, of_media, who, _moment(now))
    told.revisions += shown
    return _prepared(current, told)


def _redraw(
    told: _Told,
    current: Catalogue,
    kind: SiteKind,
    changes: Sequence[Change],
    measure: Measure | None,
    who: str,
    when: str,
) -> None:
    own = [change for change in changes if change.sites == kind]
    found = redrawn(current, kind, own, measure, who=who, when=when) if own else None
    if found is not None:
        told.redrawn[kind] = found
        told.revisions += found.revisions


def _moment(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="milliseconds")


def prepared_as_told(
    current: Catalogue,
    revisions: Sequence[Revision],
    media: Mapping[Key, tuple[Media, ...]] | None = None,
    measure: Measure | None = None,
) -> Prepared | None:
    """Make revisions that were published before into the next state of another catalogue.

    They stay as they are, with whoever made them and when; None where all is so already. No step
    of a status is checked: each was when it was made.

    Parameters
    ----------
    current
        The other catalogue.
    revisions
        Of values, of pictures and documents, of outlines, and of sites added and taken away.
    media
        What the sites of the second show.
    measure
        Measures the sites of the third.
    """
    told = _Told(media=dict(media or {}))
    as_they_are = (MEDIA, ADDED, GONE)
    told.revisions += [revision for revision in revisions if revision.attribute in as_they_are]
    for kind in SITE_KINDS:
        _redraw_as_told(told, current, kind, revisions, measure)
        own = [each for each in revisions if each.sites == kind and each.attribute not in _OTHERS]
        columns, cells = current.columns(kind), told.cells.setdefault(kind, {})
        rows = rows_of(columns, [revision.site for revision in own]) if own else ()
        for revision, row in zip(own, map(int, rows), strict=True):
            attribute = editable(current.schema, revision.attribute, kind)
            old = columns.value(attribute.name, row) if attribute.name in columns.schema else None
            new = value_of(attribute, revision.new)
            if new == old:
                continue
            if attribute.name not in current.schema:
                told.attributes[attribute.name] = attribute
            cells.setdefault(attribute.name, {})[row] = new
            told.revisions.append(replace(revision, old=plain(old)))
    return _prepared(current, told)


_OTHERS = (MEDIA, OUTLINE, ADDED, GONE)  # what is no attribute


def _redraw_as_told(
    told: _Told,
    current: Catalogue,
    kind: SiteKind,
    revisions: Sequence[Revision],
    measure: Measure | None,
) -> None:
    own = {each.site: each for each in revisions if (each.sites, each.attribute) == (kind, OUTLINE)}
    changes = [as_told(each, current.manifest.crs) for each in own.values()]
    _redraw(told, current, kind, changes, measure, "", "")
    made = told.redrawn.get(kind)
    if made is not None:
        told.revisions[-len(made.revisions) :] = [
            replace(own[each.site], old=each.old) for each in made.revisions
        ]


def _prepared(current: Catalogue, told: _Told) -> Prepared | None:
    if not told.revisions:
        return None
    schema = current.schema.with_attributes(told.attributes.values())
    overlays = {}
    for kind in SITE_KINDS:
        cells = told.cells.get(kind, {})
        moved = told.redrawn.get(kind)
        if moved is not None:
            cells = {**cells, **moved.cells}
        if "status" in cells or moved is not None:
            drawn = None if moved is None else moved.drawn
            cells |= expansion_beside(current, kind, cells.get("status", {}), drawn)
        overlay = _overlay(current, kind, cells, schema, moved)
        if overlay is not None:
            overlays[kind] = overlay
    return Prepared(_state(current, told), overlays, told.added)


def _state(current: Catalogue, told: _Told) -> State:
    before = current.revised.state if current.revised is not None else None
    known = {} if before is None else {each.name: each for each in before.attributes}
    return State(
        base=current.id if before is None else before.base,
        before=current.id,
        revisions=tuple(told.revisions),
        attributes=tuple((known | told.attributes).values()),
        media=told.media if before is None else {**before.media, **told.media},
        bounds=bounds_after(current, told.redrawn),
    )


def _tell(
    told: _Told,
    current: Catalogue,
    kind: SiteKind,
    changes: Sequence[Change],
    who: str,
    when: str,
) -> None:
    columns = current.columns(kind)
    last = {(change.site, change.attribute): change for change in changes}
    rows = rows_of(columns, [site for site, _ in last])
    cells = told.cells.setdefault(kind, {})
    for change, row in zip(last.values(), rows.tolist(), strict=True):
        attribute = editable(current.schema, change.attribute, kind)
        old = columns.value(attribute.name, row) if attribute.name in columns.schema else None
        new = value_of(attribute, change.value)
        if new == old:
            continue
        if attribute.name == "status":
            check_step(change.site, _word(old), _word(new), kind)
        if attribute.name not in current.schema:
            told.attributes[attribute.name] = attribute
        cells.setdefault(attribute.name, {})[row] = new
        told.revisions.append(
            Revision(
                kind,
                change.site,
                attribute.name,
                plain(old),
                plain(new),
                who,
                when,
                change.document,
                change.note,
            )
        )


def _word(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def rows_of(columns: Columns, sites: Sequence[str]) -> NDArray[np.int64]:
    """Return the rows of sites.

    Raises
    ------
    ParcelNotFound
        There is none of an id.
    """
    if len(sites) == 1:
        return np.array([columns.row(sites[0])], np.int64)
    found = pc.index_in(pa.array(sites, columns.ids.type), value_set=columns.ids)
    if found.null_count:
        columns.row(sites[found.is_null().to_pylist().index(True)])
    rows: NDArray[np.int64] = found.to_numpy(zero_copy_only=False).astype(np.int64)
    return rows


def editable(schema: Schema, name: str, kind: SiteKind) -> Attribute:
    """Return a declared attribute of a kind of sites by its name.

    Raises
    ------
    RevisionRefused
        There is none, or it is measured.
    """
    found = schema.get(name) or default_schema().get(name)
    if found is None or kind not in found.sites:
        known = [each.name for each in schema.values()
                 if each.source == "declared" and kind in each.sites]  # fmt: skip
        near = nearest_word(name, known)
        raise RevisionRefused(
            f"no attribute {name!r} of {kind}; "
            + (f"did you mean {near!r}?" if near else "`sitesel attributes` lists all"),
            f"{'地块' if kind == 'parcels' else '厂房'}没有属性 {name!r}；"
            + (f"是不是 {near!r}？" if near else "用 `sitesel attributes` 可列出全部"),
        )
    if found.source != "declared" or found.on_demand:
        raise RevisionRefused(
            f"{found.label.en} ({name}) is measured, not told; change the outline instead",
            f"{found.label.zh}（{name}）由量算得出，不能直接修改；请改动边界",
        )
    return found


def _overlay(
    current: Catalogue,
    kind: SiteKind,
    cells: Mapping[str, Mapping[int, Value]],
    schema: Schema,
    moved: Redrawn | None,
) -> Overlay | None:
    """Return what lies over the base: what did before, with what is changed now."""
    before = current.revised.of(kind) if current.revised is not None else None
    if not cells:
        return before
    changed = np.unique([row for values in cells.values() for row in values]).astype(np.int64)
    rows: Rows = changed if before is None else np.union1d(before.rows, changed)
    names = [n for n in schema if n in cells or (before is not None and n in before.columns)]
    now = current.columns(kind)
    own = schema.of(kind)
    columns: dict[str, Column] = {}
    for name in names:
        under = now[name] if name in now.schema else unknown(own[name], now.count)
        there = Columns(kind, now.ids, {name: under}, own).take(rows)[name]
        given = {int(np.searchsorted(rows, row)): v for row, v in cells.get(name, {}).items()}
        columns[name] = with_values(own[name], there, given)
    table = Columns(
        kind,
        now.ids.take(pa.array(rows)),
        columns,
        Schema({name: own[name] for name in names}, {}),
    )
    outlined, outlines = outlines_over(current, kind, None if moved is None else moved.drawn)
    scenarios = _in_scenarios(current, kind, before, rows, moved)
    return Overlay(rows, table, scenarios, outlined, outlines)


def _in_scenarios(
    current: Catalogue, kind: SiteKind, before: Overlay | None, rows: Rows, moved: Redrawn | None
) -> dict[str, Columns]:
    """Return what lies over scenarios, of all rows that lie over the base."""
    found = {}
    for name in current.manifest.scenarios:
        redone = before.scenarios.get(name) if before is not None else None
        cells = moved.scenarios.get(name, {}) if moved is not None else {}
        names = [n for n in current.schema if n in cells or (redone is not None and n in redone)]
        if not names:
            continue
        whole = current.columns(kind, name)
        schema = Schema({each: whole.schema[each] for each in names}, {})
        table = Columns(kind, whole.ids, {each: whole[each] for each in names}, schema).take(rows)
        columns = {
            each: with_values(
                schema[each],
                table[each],
                {int(np.searchsorted(rows, row)): v for row, v in cells.get(each, {}).items()},
            )
            for each in names
        }
        found[name] = Columns(kind, table.ids, columns, schema)
    return found


def with_values(attribute: Attribute, column: Column, values: Mapping[int, Value]) -> Column:
    """Return a column with other values at some places."""
    if not values:
        return column
    at = np.fromiter(values, np.int64, len(values))
    given = list(values.values())
    match column:
        case QuantityColumn(old):
            numbers = old.copy()
            numbers[at] = [_number(value) for value in given]
            return QuantityColumn(numbers)
        case CategoryColumn(codes, words):
            told = [_category(attribute, value) for value in given]
            more = sorted({word for word in told if word is not None} - set(words))
            every = (*words, *more)
            places = {word: place for place, word in enumerate(every)}
            new = codes.copy()
            new[at] = [-1 if word is None else places[word] for word in told]
            return CategoryColumn(new, every)
        case IntervalColumn(lower, upper, lower_open, upper_open):
            ends = [value if isinstance(value, Interval) else None for value in given]
            return IntervalColumn(
                _put(lower, at, [np.nan if i is None else i.lower for i in ends]),
                _put(upper, at, [np.nan if i is None else i.upper for i in ends]),
                _put(lower_open, at, [bool(i and i.lower_open) for i in ends]),
                _put(upper_open, at, [bool(i and i.upper_open) for i in ends]),
            )
        case TextColumn(words):
            texts = words.to_pylist()
            for place, value in zip(at.tolist(), given, strict=True):
                texts[place] = value
            return TextColumn(pa.array(texts, words.type))


def _put(old: NDArray[Any], at: NDArray[np.int64], values: Sequence[float]) -> NDArray[Any]:
    new = old.copy()
    new[at] = values
    return new


def _number(value: Value) -> float:
    if value is None:
        return np.nan
    if isinstance(value, date):
        return float((value - _EPOCH).days)
    if isinstance(value, int | float):
        return float(value)
    raise TypeError(value)


def _category(attribute: Attribute, value: Value) -> str | None:
    if attribute.kind == "flag" and isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None else str(value)


def _records(folder: Path) -> dict[str, FileRecord]:
    records = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            body = path.read_bytes()
            name = path.relative_to(folder).as_posix()
            records[name] = FileRecord(len(body), hashlib.sha256(body).hexdigest())
    return records
