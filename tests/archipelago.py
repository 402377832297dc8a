"""The small town with a bridge to come, a rule that rejects and one that is only told."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from sitesel.attributes.scenario import Scenario
from sitesel.catalogue import Draft
from sitesel.catalogue.network_record import ScenarioRecord
from sitesel.columns import CategoryColumn, QuantityColumn
from sitesel.language import Text
from sitesel.rule import Rule
from sitesel.schema import Attribute, family
from tests.conftest import town_draft

TIME, STATE = "time_to_wharf_by_truck", "access_to_wharf_by_truck"
STATES = ("reachable", "no_ferry", "outside_network")
FARMLAND = Rule(
    "farmland",
    Text("永久基本农田", "Permanent basic farmland"),
    Text("土地管理法", "Land Administration Law"),
    Text("第35条", "Article 35"),
    protects="farmland",
    threshold=0.0,
    unit="m2",
    confirmed=True,
)
DENSE = Rule(
    "dense",
    Text("人口密集区", "Dense population"),
    Text("某条例", "Some regulation"),
    Text("第十九条", "Article 19"),
    classes=("hazardous_production",),
    protects="dense",
    operator="within",
    unit="m",
)


def rule_attributes() -> list[Attribute]:
    """Return the attributes that measure the two rules."""
    by_name = {
        attribute.name: attribute
        for rule in (FARMLAND, DENSE)
        for attribute in family("rules", rule=(rule.id, rule.title))
    }
    return [
        replace(by_name["overlap_farmland"], rule=FARMLAND),
        replace(by_name["separation_dense"], rule=DENSE),
    ]


def archipelago_draft() -> Draft:
    """Return the content of a catalogue.

    By truck A needs 1 min to the wharf, B 2, of C it is not known; D, E and F lie on 金钵盂 without
    a ferry for trucks, and D needs 9 min once the bridge is open. B has 400 m² of farmland. A is
    120 m from people, of the others the distance is not known.
    """
    draft = town_draft()
    modes = {"facility": ("wharf", Text("码头", "wharf")), "mode": ("truck", Text("货车", "truck"))}
    schema = draft.manifest.schema.with_attributes([*family("access", **modes), *rule_attributes()])
    nan, inf = math.nan, math.inf
    more = {
        TIME: QuantityColumn(np.array([1, 2, nan, inf, inf, inf])),
        STATE: CategoryColumn(np.array([0, 0, 2, 1, 1, 1], np.int32), STATES),
        "landmass": CategoryColumn(np.array([0, 0, 0, 1, 1, 1], np.int32), ("舟山岛", "金钵盂")),
        "overlap_farmland": QuantityColumn(np.array([0, 400, 0, 0, 0, 0.0])),
        "separation_dense": QuantityColumn(np.array([120, nan, nan, nan, nan, nan])),
    }
    after = {
        TIME: QuantityColumn(np.array([1, 2, nan, 9, inf, inf])),
        STATE: CategoryColumn(np.array([0, 0, 2, 0, 1, 1], np.int32), STATES),
    }
    own = draft.sites["parcels"]
    columns = replace(
        own.columns, columns={**own.columns.columns, **more}, schema=schema.of("parcels")
    )
    bridge = Scenario("bridge", Text("大桥通车", "Bridge open"), open=frozenset("b"))
    return replace(
        draft,
        manifest=replace(
            draft.manifest, schema=schema, scenarios={"bridge": ScenarioRecord(bridge)}
        ),
        sites={
            **draft.sites,
            "parcels": replace(own, columns=columns, scenarios={"bridge": after}),
        },
    )
