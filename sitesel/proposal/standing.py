"""How things stand with a proposal: statuses, days, opinions, overrides and points of the staff.

A pack that was made with any of it holds it as `standing.json`, so that anybody can make the same
pack again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from sitesel.errors import StandingError
from sitesel.language import Text
from sitesel.proposal.content import (
    IssueStatus,
    Opinion,
    Outcome,
    Override,
    OwnPoint,
    Stance,
)

_LARGEST = 2_000_000


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand.

    Parameters
    ----------
    statuses, dues
        Of issues, by their keys: how far they are, and the day that a person set.
    opinions, overrides
        By the parcel and the id of the point; an opinion on a whole sheet by the parcel and "".
    points
        That staff put on the issue list themselves.
    """

    statuses: Mapping[str, IssueStatus] = field(default_factory=dict)
    dues: Mapping[str, date] = field(default_factory=dict)
    opinions: Mapping[tuple[str, str], Sequence[Opinion]] = field(default_factory=dict)
    overrides: Mapping[tuple[str, str], Override] = field(default_factory=dict)
    points: Sequence[OwnPoint] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to tell."""
        return any((self.statuses, self.dues, self.opinions, self.overrides, self.points))

    def told(self) -> dict[str, Any]:
        """Return it as JSON holds it; `read_standing` reads that."""
        return {
            "statuses": dict(sorted(self.statuses.items())),
            "dues": {key: due.isoformat() for key, due in sorted(self.dues.items())},
            "opinions": [
                {"parcel": parcel, "line": line, **_plain(one)}
                for (parcel, line), given in sorted(self.opinions.items())
                for one in given
            ],
            "overrides": [
                {"parcel": parcel, "line": line, **_plain(one)}
                for (parcel, line), one in sorted(self.overrides.items())
            ],
            "points": [_plain(one) for one in self.points],
        }


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Words(_Form):
    zh: str
    en: str


class _Opinion(_Form):
    parcel: str
    line: str
    department: _Words | str
    stance: Stance
    text: str
    signed: str
    on: date


class _Override(_Form):
    parcel: str
    line: str
    outcome: Outcome
    reason: str
    who: str
    on: date


class _Point(_Form):
    key: str
    parcel: str
    what: _Words | str
    department: _Words | str
    due: date


class _Standing(_Form):
    statuses: dict[str, IssueStatus] = {}
    dues: dict[str, date] = {}
    opinions: tuple[_Opinion, ...] = ()
    overrides: tuple[_Override, ...] = ()
    points: tuple[_Point, ...] = ()


def read_standing(source: Path | str) -> Standing:
    """Read how things stand from a JSON file, or its text.

    Raises
    ------
    StandingError
        Not JSON, or not as `Standing.told` writes it.
    """
    try:
        text = source.read_text("utf-8") if isinstance(source, Path) else source
        if len(text) > _LARGEST:
            raise StandingError(
                f"more than {_LARGEST:,} characters", f"超过 {_LARGEST:,} 个字符"
            )  # fmt: skip
        read = _Standing.model_validate_json(text)
    except (OSError, UnicodeDecodeError) as error:
        raise StandingError(f"can't be read: {error}", f"无法读取：{error}") from error
    except ValidationError as error:
        where = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'the whole'}: {fault['msg']}"
            for fault in error.errors()[:5]
        )
        raise StandingError(
            f"not as a pack's standing.json: {where}", f"与方案包中的 standing.json 不符：{where}"
        ) from error
    opinions: dict[tuple[str, str], list[Opinion]] = {}
    for one in read.opinions:
        opinions.setdefault((one.parcel, one.line), []).append(
            Opinion(_text(one.department), one.stance, one.text, one.signed, one.on)
        )
    return Standing(
        statuses=read.statuses,
        dues=read.dues,
        opinions=opinions,
        overrides={
            (one.parcel, one.line): Override(one.outcome, one.reason, one.who, one.on)
            for one in read.overrides
        },
        points=tuple(
            OwnPoint(one.key, one.parcel, _text(one.what), _text(one.department), one.due)
            for one in read.points
        ),
    )


def _text(words: _Words | str) -> Text:
    return Text.of(words) if isinstance(words, str) else Text(words.zh, words.en)


def _plain(told: Opinion | Override | OwnPoint) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(told).items()
    }
