"""How sites get to the nearest facility of each kind: what was measured, a row for each journey."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sitesel.catalogue import Catalogue
from sitesel.columns import Columns
from sitesel.language import LANGUAGES, Text
from sitesel.wording import state_words

_MEASURED = {
    "minutes": "time_to_{kind}_by_{mode}",
    "metres": "road_distance_to_{kind}_by_{mode}",
    "crossings": "crossings_to_{kind}_by_{mode}",
    "cut_off_percent": "cut_off_from_{kind}_by_{mode}",
    "last_departure": "last_departure_to_{kind}_by_{mode}",
}
_REACHED, _STATE = "reached_{kind}_by_{mode}", "access_to_{kind}_by_{mode}"
COLUMNS = (
    "parcel", "mode", "mode_label_zh", "mode_label_en", "kind", "kind_label_zh", "kind_label_en",
    "facility", "facility_name_zh", "facility_name_en", *_MEASURED, "state", "reason_zh",
    "reason_en",
)  # fmt: skip


def journeys(
    catalogue: Catalogue,
    columns: Columns,
    parcels: Sequence[str],
    *,
    modes: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Tell how some sites get to the nearest facility of each kind.

    Parameters
    ----------
    catalogue
        With a network; without one there is no row.
    columns
        Of the sites, in the scenario wanted.
    parcels
        Ids, in the order wanted.
    modes, kinds
        Those wanted; all that the catalogue was built for when None.

    Returns
    -------
    journeys
        One row for each site, mode and kind: `facility`, the id of the nearest, and its name;
        `minutes`; `metres` on the road; `crossings` by ferry; `cut_off_percent` of the days of a
        year; `last_departure`, hours after midnight; `state`, `reachable` or why it is not, with
        `reason_*` in words. NaN or None where unreachable or not known: `state` tells which.

    Raises
    ------
    ParcelNotFound
        There is none of that id.
    """
    rows: list[dict[str, Any]] = []
    record, labels, names = (
        catalogue.manifest.network,
        catalogue.facility_kinds(),
        facility_names(catalogue),
    )
    for parcel in parcels if record is not None else ():
        row = columns.row(parcel)
        for mode, label in (record.modes if record is not None else {}).items():
            if modes is not None and mode not in modes:
                continue
            for kind in record.facilities.get(mode, ()) if record is not None else ():
                words = {"kind": kind, "mode": mode}
                if _MEASURED["minutes"].format(**words) not in columns.schema:
                    continue  # not for everybody
                if kinds is None or kind in kinds:
                    told = {"parcel": parcel, "mode": mode, **_pair("mode_label", label)}
                    told |= {"kind": kind, **_pair("kind_label", labels.get(kind, Text.of(kind)))}
                    rows.append(told | _measured(columns, row, words, names))
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    return frame.astype(dict.fromkeys(_MEASURED, np.float64))


def _measured(
    columns: Columns, row: int, words: dict[str, str], names: dict[str, Text]
) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, pattern in _MEASURED.items():
        told[name] = _number(columns, pattern.format(**words), row)
    facility = _word(columns, _REACHED.format(**words), row)
    state = _word(columns, _STATE.format(**words), row)
    told |= {"facility": facility, "state": state}
    named = names.get(facility) if facility else None
    told |= (
        dict.fromkeys(("facility_name_zh", "facility_name_en"))
        if named is None
        else _pair("facility_name", named)
    )
    reason: dict[str, str | None] = {f"reason_{lang}": None for lang in LANGUAGES}
    if told["minutes"] is None:
        attribute = columns.schema[_MEASURED["minutes"].format(**words)]
        place = _word(columns, "landmass", row)
        for lang in LANGUAGES:
            said = state_words(state, place, attribute, columns.schema, lang)
            reason[f"reason_{lang}"] = said or None
    return told | reason


def _number(columns: Columns, name: str, row: int) -> float | None:
    value = columns.value(name, row) if name in columns.schema else None
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _word(columns: Columns, name: str, row: int) -> str | None:
    value = columns.value(name, row) if name in columns.schema else None
    return value if isinstance(value, str) else None


def facility_names(catalogue: Catalogue) -> dict[str, Text]:
    """Return what facilities are called, by id."""
    frame = catalogue.facilities()
    told = zip(frame["id"], frame["name"], frame["name_zh"], frame["name_en"], strict=True)
    return {
        str(id_): Text(*(str(next((w for w in (own, name) if _told(w)), "")) for own in (zh, en)))
        for id_, name, zh, en in told
    }


def _told(word: object) -> bool:
    return isinstance(word, str) and bool(word)


def _pair(name: str, words: Text) -> dict[str, str]:
    return {f"{name}_{lang}": words.say(lang) for lang in LANGUAGES}
