"""The lines of a land-boundary TXT, in all the ways that they are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

KINDS = ("面", "线", "点")
_SECTION = re.compile(r"^\s*[\[【]\s*(.+?)\s*[\]】]\s*$")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?")
_POINT_NAME = re.compile(r"^\D{0,8}[\d.\-]*$")


@dataclass(frozen=True, slots=True)
class BoundaryPoint:
    """A boundary point as written: ring number, then two coordinates in the file's order."""

    line: int
    ring: int
    first: float
    second: float


@dataclass(slots=True)
class BoundaryParcel:
    """A parcel as written.

    Parameters
    ----------
    line
        Of the file, from 1.
    count
        Points, as stated; None where it is not told.
    area
        As stated, with its unit if it has one.
    id, name, kind, sheet, use, land_use
        编号, 名称, 面/线/点, 图幅号, 用途, 地类.
    points
        As written, in the file's order.
    unreadable
        Lines that are no point: their number and text.
    """

    line: int
    count: int | None = None
    area: str = ""
    id: str = ""
    name: str = ""
    kind: str = "面"
    sheet: str = ""
    use: str = ""
    land_use: str = ""
    points: list[BoundaryPoint] = field(default_factory=list)
    unreadable: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BoundaryText:
    """A land-boundary TXT: the entries of its header, and its parcels.

    Parameters
    ----------
    header
        Entries of all sections but the coordinates, names without blanks.
    parcels
        In the file's order.
    headless
        The file has points before any parcel's own line.
    recognised
        The file has a section of coordinates, or at least a parcel.
    """

    header: dict[str, str]
    parcels: list[BoundaryParcel]
    headless: bool
    recognised: bool


def parse_boundary(text: str) -> BoundaryText:
    """Take the text of a land-boundary TXT apart; lines that make no sense stay with their parcel.

    Examples
    --------
    >>> parsed = parse_boundary('''[属性描述]
    ... 带号=40
    ... [地块坐标]
    ... 3,0.5,A1,东块,面,,工业,1001,@
    ... J1,1,3320000.000,40500000.000
    ... J2,1,3320100.000,40500000.000
    ... J3,1,3320100.000,40500100.000''')
    >>> parsed.header, parsed.parcels[0].name, len(parsed.parcels[0].points)
    ({'带号': '40'}, '东块', 3)
    """
    header: dict[str, str] = {}
    parcels: list[BoundaryParcel] = []
    headless = found_section = False
    for number, line in _lines(text):
        section = _SECTION.match(line)
        if section:
            found_section |= "坐标" in section[1] and "描述" not in section[1]
            continue
        parcel = _parcel(number, line)
        point = None if parcel else _point(number, line)
        if parcel:
            parcels.append(parcel)
        elif point:
            if not parcels:
                headless = True
                parcels.append(BoundaryParcel(number))
            parcels[-1].points.append(point)
        elif not parcels and re.search("[=＝]", line):
            key, value = re.split("[=＝]", line, maxsplit=1)
            header[re.sub(r"\s", "", key)] = value.strip()
        elif parcels:
            parcels[-1].unreadable.append((number, line.strip()))
    return BoundaryText(header, parcels, headless, found_section or bool(parcels))


def number_in(text: str) -> float | None:
    """Return the first number in a text, full-width digits too; None where there is none.

    >>> number_in("41带"), number_in("3度带")
    (41.0, 3.0)
    """
    found = _NUMBER.search(_plain(text))
    return None if found is None else float(found[0])


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if line.strip("\ufeff\u3000 \t\x00\x1a"):
            yield number, line


def _fields(line: str) -> list[str]:
    """Split a line at its commas; full-width ones only where there are no others."""
    for separator in (",", "\t", "，", ";", "；"):
        # a name may hold a full-width comma of its own
        if line.count(separator) >= 2:
            return [part.strip() for part in line.split(separator)]
    return line.split()


def _parcel(number: int, line: str) -> BoundaryParcel | None:
    fields = _fields(line)
    if len(fields) < 3:
        return None
    ends = fields[-1].rstrip().endswith(("@", "＠"))
    kind_at = next((i for i, value in enumerate(fields) if i >= 2 and value in KINDS), None)
    if kind_at is None and not ends:
        return None
    if ends:
        fields[-1] = re.sub("[@＠ ]+$", "", fields[-1])
        if not fields[-1]:
            fields = fields[:-1]
    if kind_at is None:
        kind_at = min(4, len(fields))
        fields = [*fields[:kind_at], "面", *fields[kind_at + 1 :]]
    count = number_in(fields[0])
    after = [*fields[kind_at + 1 :], "", "", ""]
    return BoundaryParcel(
        number,
        count=None if count is None else int(count),
        area=fields[1] if kind_at > 1 else "",
        id=fields[2] if kind_at > 2 else "",
        # a name with commas of its own
        name=",".join(fields[3:kind_at]),
        kind=fields[kind_at],
        sheet=after[0],
        use=after[1],
        land_use=after[2],
    )


def _point(number: int, line: str) -> BoundaryPoint | None:
    fields = [_plain(value) for value in _fields(line)]
    if len(fields) < 3 or not _POINT_NAME.match(fields[0]):
        return None
    ring, first, second = ("1", *fields[1:3]) if len(fields) == 3 else fields[1:4]
    if not (ring.isdigit() and _NUMBER.fullmatch(first) and _NUMBER.fullmatch(second)):
        return None
    return BoundaryPoint(number, int(ring), float(first), float(second))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
