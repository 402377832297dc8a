from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from pyproj import CRS

from sitesel.attributes.network import BRIDGE, ROAD, Network
from sitesel.attributes.scenario import Change, Scenario
from sitesel.catalogue import Catalogue, Draft, Store, open_catalogue
from sitesel.catalogue.network_record import BASE, NetworkRecord, ScenarioRecord
from sitesel.columns import CategoryColumn, QuantityColumn
from sitesel.errors import CatalogueError, RequirementError
from sitesel.language import Text
from sitesel.schema import family
from tests.conftest import town_draft

WHARF, TRUCK = ("wharf", Text("码头", "wharf")), ("truck", Text("货车", "truck"))
TIME, STATE = "time_to_wharf_by_truck", "access_to_wharf_by_truck"


def roads(*, bridge: bool) -> Network:
    """Return two roads, and a bridge between them that may be closed."""
    minutes = np.ones((4, 2, 3))
    minutes[..., 1] = 2.0 if bridge else np.inf
    return Network(
        nodes=np.array([[0.0, 0], [100, 0], [200, 0], [300, 0]]),
        tail=np.array([0, 1, 2], np.int32),
        head=np.array([1, 2, 3], np.int32),
        length=np.full(3, 100.0),
        minutes=minutes,
        kind=np.array([ROAD, BRIDGE, ROAD], np.int8),
        road_class=np.zeros(3, np.int16),
        classes=("tertiary",),
        joinable=np.array([15, 0, 15], np.uint8),
        landmass=np.array([0, -1, 1], np.int32),
        landmasses=("西岛", "东岛"),
        days_lost=np.zeros(3),
        last_sailing=np.full((2, 3), np.nan),
        boarding=np.zeros(3),
        why_not=np.zeros((4, 3), np.uint8),
        way=np.array([0, 1, 2], np.int32),
        way_ids=("w", "b", "e"),
        way_names=("西路", "大桥", "东路"),
        xy=np.array([[0.0, 0], [100, 0], [100, 0], [200, 0], [200, 0], [300, 0]]),
        starts=np.array([0, 2, 4, 6]),
        crs=CRS("EPSG:4550"),
    )


@pytest.fixture
def draft() -> Draft:
    """Return the town, where D–F reach no wharf by truck before the bridge, and E, F after it."""
    draft = town_draft()
    schema = draft.manifest.schema.with_attributes(family("access", facility=WHARF, mode=TRUCK))
    inf = math.inf
    before = {
        TIME: QuantityColumn(np.array([1, 2, np.nan, inf, inf, inf])),
        STATE: CategoryColumn(
            np.array([0, 0, 2, 1, 1, 1], np.int32), ("reachable", "no_ferry", "outside_network")
        ),
    }
    after = {TIME: QuantityColumn(np.array([1, 2, np.nan, 9, inf, inf]))}
    own = draft.sites["parcels"]
    columns = replace(
        own.columns, columns={**own.columns.columns, **before}, schema=schema.of("parcels")
    )
    record = NetworkRecord(dt.date(2026, 1, 1), {"truck": TRUCK[1]}, {"truck": ("wharf",)}, 2e3, 20)
    bridge = Scenario(
        "bridge",
        Text("大桥通车", "Bridge open"),
        dt.date(2027, 12, 31),
        open=frozenset("b"),
        change={"f": Change(headway=20)},
    )
    suspended = Scenario("suspended", Text("停航", "Ferry suspended"))
    return replace(
        draft,
        manifest=replace(
            draft.manifest,
            schema=schema,
            network=record,
            scenarios={
                "bridge": ScenarioRecord(bridge, (Text("大桥通车", "bridge opens"),)),
                "suspended": ScenarioRecord(suspended),
            },
        ),
        sites={
            **draft.sites,
            "parcels": replace(own, columns=columns, scenarios={"bridge": after, "suspended": {}}),
        },
        networks={
            BASE: roads(bridge=False),
            "bridge": roads(bridge=True),
            "suspended": roads(bridge=False),
        },
    )


@pytest.fixture
def island_town(tmp_path: Path, draft: Draft) -> Catalogue:
    return Store(tmp_path / "store").publish(draft)


def times(catalogue: Catalogue, scenario: str | None = None) -> list[float]:
    columns = catalogue.columns(scenario=scenario)
    order = np.argsort(columns.ids.to_pylist())
    return columns[TIME].values[order].tolist()


def test_a_scenario_lays_its_own_columns_over_the_others(island_town):
    assert times(island_town)[3:] == [math.inf] * 3
    assert times(island_town, "bridge")[3:] == [9, math.inf, math.inf]
    after, before = island_town.columns(scenario="bridge"), island_town.columns()
    assert after.columns["area"] is before.columns["area"]
    assert after is island_town.columns(scenario="bridge")


def test_a_scenario_in_which_nothing_differs_is_the_catalogue_as_it_is(island_town):
    assert island_town.columns(scenario="suspended") is island_town.columns()
    assert island_town.columns("halls", "bridge") is island_town.columns("halls")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("brigde", "did you mean 'bridge'? there are bridge, suspended"),
        ("x", "no scenario 'x'; there are bridge, suspended"),
    ],
)
def test_an_unknown_scenario_is_told_with_those_there_are(island_town, name, said):
    for ask in (lambda: island_town.columns(scenario=name), lambda: island_town.network(name)):
        with pytest.raises(RequirementError) as error:
            ask()
        assert said in error.value.say("en")


def test_a_catalogue_without_scenarios_says_so(town):
    assert (town.scenarios(), town.network()) == ({}, None)
    with pytest.raises(RequirementError, match="this catalogue has none"):
        town.columns(scenario="bridge")


def test_networks_come_back(island_town):
    before, after = island_town.network(), island_town.network("bridge")
    assert before.minutes[1, 0].tolist() == [1, math.inf, 1]
    assert after.minutes[1, 0].tolist() == [1, 2, 1]
    assert after.way_names == ("西路", "大桥", "东路")


def test_the_manifest_tells_of_network_and_scenarios(island_town, draft):
    opened = open_catalogue(island_town.path).manifest
    assert opened.network == draft.manifest.network
    assert opened.scenarios == draft.manifest.scenarios
    assert {"network/base/minutes.npy", "parcels.bridge.arrow"} <= set(opened.files)
    assert "parcels.suspended.arrow" not in opened.files


def test_who_may_not_see_an_attribute_does_not_see_it_in_a_scenario(tmp_path, draft):
    manifest = draft.manifest
    secret = replace(manifest.schema[TIME], tier="staff")
    draft = replace(
        draft, manifest=replace(manifest, schema=manifest.schema.with_attributes([secret]))
    )
    seen = Store(tmp_path / "s").publish(draft).visible_to("public")
    assert TIME not in seen.columns(scenario="bridge")
    assert STATE in seen.columns(scenario="bridge")


def test_what_can_not_be_reached_has_no_number_in_parquet(island_town):
    table = pq.read_table(island_town.path / "parcels.parquet").sort_by("id")
    assert table[TIME].to_pylist() == [1, 2, None, None, None, None]
    assert table[STATE].to_pylist()[1:4] == ["reachable", "outside_network", "no_ferry"]


def test_the_same_networks_give_the_same_id_and_others_another(tmp_path, draft):
    ids = [
        Store(tmp_path / name).publish(each).id
        for name, each in {
            "1": draft,
            "2": draft,
            "3": replace(draft, networks={**draft.networks, "bridge": roads(bridge=False)}),
        }.items()
    ]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("network/bridge/minutes.npy", lambda town: town.network("bridge")),
        ("network/base/ways.arrow", lambda town: town.network()),
        ("network/base/about.json", lambda town: town.network()),
        ("parcels.bridge.arrow", lambda town: town.columns(scenario="bridge")),
    ],
)
def test_a_spoilt_file_is_told_in_the_words_of_all_others(island_town, name, use):
    path = island_town.path / name
    whole = path.read_bytes()
    path.write_bytes(bytes(len(whole)))
    with pytest.raises(CatalogueError, match="build the catalogue again"):
        use(open_catalogue(island_town.path))
    assert open_catalogue(island_town.path).damaged() == (name,)
    path.write_bytes(whole[:-1])
    with pytest.raises(CatalogueError, match="where the manifest says"):
        open_catalogue(island_town.path)
