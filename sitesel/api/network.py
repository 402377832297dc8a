"""How one can travel: modes, the facilities each travels to, and the scenarios of the network."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from sitesel.api.dependencies import CurrentCatalogue
from sitesel.language import Text

router = APIRouter(prefix="/api/network", tags=["路网 / Network"])


@router.get("", summary="出行方式与路网情景 / Modes and scenarios of the network")
def read_network(catalogue: CurrentCatalogue) -> dict[str, Any]:
    """List the modes, the kinds of facilities that each travels to, and the scenarios.

    A requirement asks for a scenario by its name (`scenario: …`); without one it is judged by the
    network as it is on `date`. `join` (m) and `join_speed` (km/h) are of the way between the
    boundary of a parcel and the road, `within` (min) the times within which is counted. A
    catalogue without a network has no mode.
    """
    record, labels = catalogue.manifest.network, catalogue.facility_kinds()
    modes = record.modes if record is not None else {}
    return {
        "catalogue": catalogue.id,
        "date": record.date.isoformat() if record is not None and record.date else None,
        "join": record.join if record is not None else None,
        "join_speed": record.join_speed if record is not None else None,
        "within": list(record.within) if record is not None else [],
        "modes": [
            {
                "mode": mode,
                "label": asdict(label),
                "kinds": [
                    {"kind": kind, "label": asdict(labels.get(kind, Text.of(kind)))}
                    for kind in (record.facilities.get(mode, ()) if record is not None else ())
                    if f"time_to_{kind}_by_{mode}" in catalogue.schema
                ],
            }
            for mode, label in modes.items()
        ],
        "scenarios": [
            {
                "scenario": name,
                "title": asdict(told.scenario.title),
                "date": told.scenario.date.isoformat() if told.scenario.date else None,
                "changes": [asdict(change) for change in told.changes],
            }
            for name, told in catalogue.manifest.scenarios.items()
        ],
    }
