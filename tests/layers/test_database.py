from __future__ import annotations

import pytest
import sqlalchemy as sa

from sitesel.errors import LayerError
from sitesel.layers.database import database_layers, is_database, read_database
from sitesel.layers.layer import Layer, ReadOptions
from sitesel.layers.read import list_layers, read_layer

MAKE = """
DROP SCHEMA IF EXISTS land CASCADE;
CREATE SCHEMA land;
CREATE TABLE land."地块" (
    id integer PRIMARY KEY, "名称" text, price numeric(12, 2), listed date, geom geometry);
INSERT INTO land."地块" VALUES
    (2, '普陀港区', 30.5, '2024-02-01', ST_GeomFromText('POLYGON((1 0,2 0,2 1,1 0))', 4528)),
    (1, '定海工业园', 25, '2024-01-01', ST_GeomFromText('POLYGON((0 0,1 0,1 1,0 0))', 4528)),
    (3, NULL, NULL, NULL, NULL);
CREATE TABLE land.curved (geom geometry(CurvePolygon, 4549), z int);
INSERT INTO land.curved VALUES (ST_GeomFromText(
    'CURVEPOLYGON(COMPOUNDCURVE(CIRCULARSTRING(0 0,1 1,2 0),(2 0,0 0)))', 4549), 1);
CREATE TABLE land.mixed (id int PRIMARY KEY, geom geometry);
INSERT INTO land.mixed VALUES
    (1, ST_SetSRID(ST_MakePoint(122, 30), 4490)),
    (2, ST_Transform(ST_SetSRID(ST_MakePoint(122, 30), 4490), 4528));
CREATE TABLE land.high (id int PRIMARY KEY, at geography(PointZ, 4326), geom geometry);
INSERT INTO land.high VALUES (1, 'POINTZ(122 30 5)', NULL);
CREATE TABLE land.plain (id int);
CREATE TABLE land."odd\\:name %s" ("a\\:b" int PRIMARY KEY, "50%" text, geom geometry);
INSERT INTO land."odd\\:name %s" VALUES (1, 'x', NULL);
CREATE SEQUENCE land.counter;
CREATE VIEW land.dear AS SELECT * FROM land."地块" WHERE price > 26;
"""
pytestmark = pytest.mark.postgis


@pytest.fixture(scope="module")
def url(postgis: str) -> str:
    address = sa.make_url(postgis).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in filter(str.strip, MAKE.split(";\n")):
            connection.execute(sa.text(statement))
    return postgis


def read(url: str, **options: object) -> Layer:
    return read_database(url, ReadOptions(**options))


def codes(layer: Layer) -> list[str]:
    return [finding.code for finding in layer.findings]


def test_a_table_is_read_in_the_order_of_its_key(url: str) -> None:
    layer = read(url, layer="land.地块")
    assert layer.frame["名称"].fillna("-").tolist() == ["定海工业园", "普陀港区", "-"]
    assert layer.frame.geometry.isna().tolist() == [False, False, True]
    assert (layer.frame.crs.to_epsg(), layer.provenance.crs_from) == (4528, "file")


def test_numbers_and_dates_keep_their_kinds(url: str) -> None:
    frame = read(url, layer="land.地块").frame
    assert frame["price"].fillna(-1).tolist() == [25.0, 30.5, -1]
    assert frame["listed"].dt.year.fillna(0).tolist() == [2024, 2024, 0]


def test_a_query_takes_its_parameters_beside_it(url: str) -> None:
    query = 'SELECT "名称", geom FROM land."地块" WHERE "名称" = :name'
    hostile = 'x\'; DROP TABLE land."地块"; --'
    assert len(read(url, query=query, parameters={"name": "普陀港区"}).frame) == 1
    assert len(read(url, query=query, parameters={"name": hostile}).frame) == 0
    assert len(read(url, layer="land.地块").frame) == 3


def test_a_query_may_have_casts_percents_and_a_final_semicolon(url: str) -> None:
    query = "SELECT geom, id::text AS id FROM land.\"地块\" WHERE '100%' LIKE '%' ORDER BY 2 DESC;"
    assert read(url, query=query).frame["id"].tolist() == ["3", "2", "1"]


@pytest.mark.parametrize(
    "query",
    ["DELETE FROM land.mixed RETURNING *", "SELECT nextval('land.counter'), geom FROM land.mixed"],
)
def test_what_writes_is_refused(url: str, query: str) -> None:
    with pytest.raises(LayerError, match="refuses"):
        read(url, query=query)


def test_curves_come_straight(url: str) -> None:
    frame = read(url, layer="land.curved").frame
    assert frame.geometry[0].area == pytest.approx(3.14159 / 2, abs=1e-2)


def test_rows_without_a_key_are_sorted_and_it_is_told(url: str) -> None:
    assert "rows-not-ordered" in codes(read(url, layer="land.curved"))


def test_several_crs_in_one_column_become_the_first_and_are_told(url: str) -> None:
    layer = read(url, layer="land.mixed")
    assert codes(layer) == ["crs-mixed"]
    assert layer.frame.geometry[0].distance(layer.frame.geometry[1]) < 1e-4


def test_a_geography_is_read_and_a_second_geometry_left_out(url: str) -> None:
    layer = read(url, layer="land.high")
    assert layer.frame.geometry.to_wkt().tolist() == ["POINT (122 30)"]
    assert codes(layer) == ["column-left-out", "heights-dropped"]


def test_a_view_is_read_like_a_table(url: str) -> None:
    assert read(url, layer="land.dear").frame["id"].tolist() == [2]


def test_names_with_marks_of_sql_are_only_names(url: str) -> None:
    frame = read(url, layer="land.odd:name %s").frame
    assert frame[["a:b", "50%"]].to_numpy().tolist() == [[1, "x"]]


def test_no_password_is_in_the_provenance(url: str) -> None:
    sign = "&" if "?" in url else "?"
    source = read(f"{url}{sign}password=secret", layer="land.地块").provenance.source
    assert "secret" not in source


def test_tables_with_a_geometry_are_listed(url: str) -> None:
    tables = ["land.curved", "land.dear", "land.high", "land.mixed", "land.odd:name %s"]
    tables.append("land.地块")
    assert [name for name in database_layers(url) if name.startswith("land.")] == tables
    assert "land.mixed" in [one.name for one in list_layers(url)]


def test_without_a_table_those_there_are_named(url: str) -> None:
    with pytest.raises(LayerError, match=r"say which table.*land\.mixed"):
        read(url)


def test_a_table_that_is_not_there_is_refused_with_those_that_are(url: str) -> None:
    with pytest.raises(LayerError, match=r"no table 'land\.no'.*land\.mixed"):
        read(url, layer="land.no")


def test_a_table_without_geometry_is_refused(url: str) -> None:
    with pytest.raises(LayerError, match="no column of type geometry"):
        read(url, layer="land.plain")


def test_the_same_rows_have_the_same_digest(url: str) -> None:
    one, other = (read_layer(url, ReadOptions(layer="land.地块")) for _ in range(2))
    assert one.provenance == other.provenance


def test_only_a_url_is_a_database() -> None:
    assert [is_database(text) for text in ("postgresql://h/d", "C:/a.shp")] == [True, False]
