"""An entry of the record, and the digest that chains it to the one before."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sitesel.record.deeds import Deed

NOTHING = "0" * 64
"""What the first entry of all names as the digest before it."""

_MOST = 200  # characters of who and of
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SECRET = re.compile(r"passw(or)?d|passphrase|secret|token|cookie|authori[sz]ation", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done.

    Parameters
    ----------
    number
        1, 2, 3, …, without gaps.
    at
        When, UTC.
    who
        `user:3`, `key:ab12cd34`, `cli:root`, `public`.
    what
        Of the closed list `DEEDS`.
    of
        What it was done to, `parcel:DS-10`.
    told
        More about it, as JSON; never a secret.
    previous
        Digest of the entry before; `NOTHING` for the first of all.
    digest
        SHA-256, in hexadecimal, of the canonical JSON of all the other fields.
    """

    number: int
    at: datetime
    who: str
    what: Deed
    of: str
    told: Mapping[str, Any]
    previous: str
    digest: str

    def fields(self) -> dict[str, Any]:
        """Return the entry as a line of an export tells it.

        Keys are `number`, `at` (UTC, microseconds, ending in Z), `who`, `what`, `of`, `told`,
        `previous`, `digest`.
        """
        return {
            "number": self.number,
            "at": moment(self.at),
            "who": self.who,
            "what": self.what,
            "of": self.of,
            "told": dict(self.told),
            "previous": self.previous,
            "digest": self.digest,
        }


def canonical(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """Write JSON the one way: keys sorted by code point, no spaces, text as it is, no NaN.

    >>> canonical({"b": [1, 2.5], "a": "舟山"})
    '{"a":"舟山","b":[1,2.5]}'
    """
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )


def digest_of(fields: Mapping[str, Any]) -> str:
    """Return the digest of an entry's fields; a digest among them is left out."""
    body = canonical({name: value for name, value in fields.items() if name != "digest"})
    return sha256(body.encode()).hexdigest()


def moment(at: datetime) -> str:
    """Write a moment the one way.

    >>> moment(datetime(2026, 11, 21, 1, 30, tzinfo=UTC))
    '2026-11-21T01:30:00.000000Z'
    """
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def plain(words: str, *, most: int | None = _MOST) -> str:
    """Return the name of somebody or something without what steers a terminal, and not too long.

    >>> plain("user:" + chr(27) + "[2J")
    'user:�[2J'
    """
    sound = words.encode("utf-8", "replace").decode()
    return _STEERING.sub("�", sound)[:most]


def as_json(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told as JSON gives it back.

    Raises
    ------
    ValueError
        A key names a secret, or a number is none.
    TypeError
        It is not JSON.
    """
    text = json.dumps(dict(told), ensure_ascii=False, allow_nan=False)
    sound: dict[str, Any] = json.loads(text.encode("utf-8", "replace"))
    _refuse_secrets(sound)
    return sound


def _refuse_secrets(value: Any) -> None:  # noqa: ANN401
    if isinstance(value, dict):
        for name, inner in value.items():
            if _SECRET.search(name):
                raise ValueError(f"the record holds no secrets; leave {name!r} out")
            _refuse_secrets(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_secrets(inner)
