import geopandas as gpd
import pandas as pd
import pytest
from geopandas import GeoDataFrame
from shapely import box

from sitesel.errors import LayerError
from sitesel.layers.join import join_attributes
from sitesel.layers.layer import Layer, Provenance, ReadOptions
from sitesel.layers.spreadsheet import read_spreadsheet

PLOTS = [box(122 + i / 100, 30, 122.005 + i / 100, 30.001 + i / 1000) for i in range(4)]


def layer_of(name="parcels", crs=4326, **columns):
    rows = len(next(iter(columns.values())))
    frame = GeoDataFrame(columns, geometry=PLOTS[:rows], crs=crs)
    return Layer(name, frame, (), Provenance(f"{name}.shp", "ESRI Shapefile"))


def table_of(**columns):
    rows = len(next(iter(columns.values())))
    frame = GeoDataFrame(columns, geometry=[None] * rows)
    return Layer("conditions", frame, (), Provenance("conditions.csv", "CSV"))


def codes(layer):
    assert all("{" not in f.found(lang) + f.done(lang)
               for f in layer.findings for lang in ("zh", "en"))  # fmt: skip
    return [f.code for f in layer.findings]


def test_rows_with_the_same_id_are_joined_whatever_their_order():
    joined = join_attributes(
        layer_of(id=["A", "B"]), table_of(id=["B", "A"], price=[2.0, 1.0]), by="id", key="id"
    )
    assert joined.frame["price"].tolist() == [1, 2]
    assert list(joined.frame.columns) == ["id", "price", "geometry"]
    assert codes(joined) == []


def test_the_keys_may_have_different_names_and_types():
    joined = join_attributes(
        layer_of(pin=["1", "2"]), table_of(number=[2.0, 1.0], v=["two", "one"]),
        by="id", key="pin", table_key="number",
    )  # fmt: skip
    assert joined.frame["v"].tolist() == ["one", "two"]


def test_parcels_and_rows_without_a_partner_are_told_and_stay_unknown():
    joined = join_attributes(
        layer_of(id=["A", "B", None]), table_of(id=["A", "C"], v=[1, 2]), by="id", key="id"
    )
    assert joined.frame["v"].isna().tolist() == [False, True, True]
    assert codes(joined) == ["join-without-partner", "join-left-over"]
    assert joined.findings[0].count == 2
    assert "C" in joined.findings[1].found("en")


def test_a_key_that_repeats_with_other_values_is_not_chosen_from():
    joined = join_attributes(
        layer_of(id=["A", "B"]), table_of(id=["A", "A", "B", "B"], v=[1, 2, 3, 3]),
        by="id", key="id",
    )  # fmt: skip
    assert joined.frame["v"].isna().tolist() == [True, False]
    assert codes(joined) == ["join-key-repeated"]


def test_parcels_that_share_an_id_all_get_its_values():
    joined = join_attributes(layer_of(id=["A", "A"]), table_of(id=["A"], v=[7]), by="id", key="id")
    assert joined.frame["v"].tolist() == [7, 7]


def test_ids_spelled_differently_are_matched_where_that_is_unique():
    joined = join_attributes(
        layer_of(id=["0702 052", "X-1", "x1"]), table_of(id=["702052", "X 1"], v=[1, 2]),
        by="id", key="id",
    )  # fmt: skip
    assert joined.frame["v"].isna().tolist() == [False, True, True]
    assert codes(joined) == ["join-key-spelled", "join-without-partner", "join-left-over"]


def test_a_column_that_both_have_keeps_both_values():
    joined = join_attributes(
        layer_of(id=["A"], area=[1]), table_of(id=["A"], area=[2]), by="id", key="id"
    )
    assert (joined.frame["area"][0], joined.frame["area_2"][0]) == (1, 2)
    assert codes(joined) == ["column-renamed"]


def test_neither_side_is_changed_and_both_are_in_the_provenance():
    layer, table = layer_of(id=["A"]), table_of(id=["A"], v=[1])
    join_attributes(layer, table, by="id", key="id")
    assert list(layer.frame.columns) == ["id", "geometry"]


def test_a_key_that_is_not_there_is_told():
    with pytest.raises(LayerError, match="'pin'"):
        join_attributes(layer_of(id=["A"]), table_of(id=["A"]), by="id", key="pin")
    with pytest.raises(LayerError, match="key:"):
        join_attributes(layer_of(id=["A"]), table_of(id=["A"]), by="id")


def test_a_table_without_rows_leaves_all_unknown():
    joined = join_attributes(layer_of(id=["A"]), table_of(id=[], v=[]), by="id", key="id")
    assert joined.frame["v"].isna().all()


def test_rows_are_not_joined_by_order_when_their_numbers_differ():
    with pytest.raises(LayerError, match="2 rows"):
        join_attributes(layer_of(id=["A", "B"]), table_of(v=[1]), by="row")


def test_an_order_that_can_not_be_verified_is_told():
    joined = join_attributes(layer_of(id=["A", "B"]), table_of(v=[1, 2]), by="row")
    assert joined.frame["v"].tolist() == [1, 2]
    assert codes(joined) == ["row-order-unverified"]


def test_positions_and_areas_in_the_table_verify_the_order():
    middles = [plot.centroid for plot in PLOTS]
    lon, lat = [p.x for p in middles], [p.y for p in middles]
    joined = join_attributes(
        layer_of(id=list("ABCD")), table_of(lon=lon, lat=lat, v=range(4)), by="row"
    )
    assert codes(joined) == ["row-order-verified"]
    turned = join_attributes(
        layer_of(id=list("ABCD")), table_of(lon=lon[::-1], lat=lat[::-1]), by="row"
    )
    assert codes(turned) == ["row-order-contradicted"]
    areas = join_attributes(
        layer_of(id=list("ABCD")), table_of(a=[1, 2, 3, 4]), by="row", checks={"area": "a"}
    )
    assert codes(areas) == ["row-order-verified"]
    other = join_attributes(layer_of(id=list("ABCD")), table_of(area=[4, 2, 3, 1]), by="row")
    assert codes(other) == ["row-order-contradicted"]


def beijing(shared):
    folder = shared / "beijing-parcels"
    frame = gpd.read_file(folder / "BEIJING.shp")
    layer = Layer("BEIJING", frame, (), Provenance("BEIJING.shp", "ESRI Shapefile"))
    names = ("function", "lon", "lat", "area", "perimeter", "compactness", "size")
    options = ReadOptions(header=0, names=names, join="row")
    return layer, read_spreadsheet(folder / "BEIJING_GEO_INFO.csv", options)


@pytest.mark.real
def test_real_attributes_by_row_order_are_joined_and_verified(shared):
    layer, table = beijing(shared)
    joined = join_attributes(layer, table, by="row")
    assert codes(joined) == ["row-order-verified"]
    assert joined.frame["function"].tolist() == joined.frame["id"].tolist()
    assert len(joined.frame) == 158


@pytest.mark.real
def test_real_attributes_in_another_order_are_found_out(shared):
    layer, table = beijing(shared)
    other = table.frame.iloc[::-1].reset_index(drop=True)
    joined = join_attributes(layer, table.with_frame(pd.DataFrame.copy(other)), by="row")
    assert codes(joined) == ["row-order-contradicted"]
