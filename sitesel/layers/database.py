"""Tables and queries of PostGIS, read only, through SQLAlchemy."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import geopandas as gpd
import pandas as pd
import sqlalchemy as sa
from geopandas import GeoDataFrame
from pyproj import CRS
from sqlalchemy.exc import DBAPIError, NoSuchTableError, SQLAlchemyError

from sitesel.errors import LayerError, UnknownFormat
from sitesel.findings import Finding
from sitesel.layers.features import geometries, known_crs
from sitesel.layers.layer import Layer, Provenance, ReadOptions, SourceFile


def is_database(source: str) -> bool:
    """Tell a database's URL from the name of a file.

    >>> is_database("postgresql://planner@localhost/land"), is_database("raw/地块.shp")
    (True, False)
    """
    return "://" in source


def _engine(url: str) -> sa.Engine:
    try:
        parsed = sa.make_url(url)
    except SQLAlchemyError as error:
        raise UnknownFormat(
            "the database's URL is not well-formed; write postgresql://user@host/database",
            "数据库地址格式不正确；应为 postgresql://用户@主机/数据库",
        ) from error
    if parsed.get_backend_name() != "postgresql":
        raise UnknownFormat(
            f"sitesel reads PostGIS, not {parsed.get_backend_name()}; export the table to a file",
            f"可读取的数据库为 PostGIS，而不是 {parsed.get_backend_name()}；请将表导出为文件",
        )
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    try:
        # no pool: a connection lives as long as one reading
        return sa.create_engine(parsed, poolclass=sa.NullPool)
    except ImportError as error:
        raise LayerError(
            "reading PostGIS needs psycopg, which is not installed; install sitesel[postgis]",
            "读取 PostGIS 需要 psycopg，尚未安装；请安装 sitesel[postgis]",
        ) from error


def _connect(url: str) -> sa.Connection:
    engine = _engine(url)
    try:
        connection = engine.connect()
    except DBAPIError as error:
        raise LayerError(
            f"{_shown(url)} does not answer: {_reason(error)}",
            f"无法连接 {_shown(url)}:{_reason(error)}",
        ) from error
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _shown(url: str) -> str:
    plain = sa.make_url(url).difference_update_query(["password", "sslpassword"])
    return plain.render_as_string(hide_password=True)


def _quoted(name: str) -> str:
    """Quote an identifier for a statement in which `:name` would be a parameter."""
    return '"' + name.replace('"', '""').replace(":", r"\:") + '"'


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", error)).strip().splitlines()[0]


def database_layers(url: str) -> list[str]:
    """Return the tables and views with a geometry, as `schema.table`."""
    found = sa.text(
        "SELECT DISTINCT f_table_schema || '.' || f_table_name AS name FROM geometry_columns "
        "UNION SELECT f_table_schema || '.' || f_table_name FROM geography_columns ORDER BY 1"
    )
    with _connect(url) as connection:
        try:
            return list(connection.execute(found).scalars())
        except DBAPIError as error:
            raise _refused(url, error) from error


def read_database(url: str, options: ReadOptions) -> Layer:
    """Read a table or the rows of a query, in a transaction that can't write.

    Curves come as straight segments. Parameters go to the server beside the query, never inside.

    Parameters
    ----------
    options
        `layer` names the table, `schema.table`; or `query` with its `parameters`.

    Raises
    ------
    LayerError
        The server does not answer or refuses, there is no such table, or no geometry in it.
    """
    if options.query is None and options.layer is None:
        names = ", ".join(database_layers(url))
        raise LayerError(
            f"{_shown(url)}: say which table with `layer`, or give a `query`; it has {names}",
            f"{_shown(url)}：请用 layer 指明表，或给出 query；现有表：{names}",
        )
    name = options.name or (options.layer or "query").rsplit(".", maxsplit=1)[-1]
    with _connect(url) as connection:
        try:
            return _read(connection, url, options, name)
        except NoSuchTableError as error:
            raise LayerError(
                f"{_shown(url)} has no table {options.layer!r}; it has "
                f"{', '.join(database_layers(url))}",
                f"{_shown(url)} 没有表 {options.layer!r}；现有：{'、'.join(database_layers(url))}",
            ) from error
        except DBAPIError as error:
            raise _refused(url, error) from error


def _refused(url: str, error: Exception) -> LayerError:
    return LayerError(
        f"{_shown(url)} refuses: {_reason(error)}", f"{_shown(url)} 拒绝执行：{_reason(error)}"
    )


def _read(connection: sa.Connection, url: str, options: ReadOptions, name: str) -> Layer:
    source, keys = _source(connection, options)
    values = dict(options.parameters) if options.query is not None else {}
    columns, spatial = _columns(connection, source, values)
    if not spatial:
        raise LayerError(
            f"{options.layer or 'the query'} has no column of type geometry or geography",
            f"{options.layer or '查询'} 没有 geometry 或 geography 类型的列",
        )
    shape, *others = spatial
    plain = [column for column in columns if column not in spatial]
    wanted = [_quoted(column) for column in plain]
    wanted.append(f"ST_SRID({_quoted(shape)}::geometry)")
    wanted.append(f"ST_AsEWKB(ST_CurveToLine({_quoted(shape)}::geometry))")
    order = f" ORDER BY {', '.join(map(_quoted, keys))}" if keys else ""
    query = f"SELECT {', '.join(wanted)} FROM {source}{order}"  # noqa: S608  # quoted identifiers
    rows = [tuple(row) for row in connection.execute(sa.text(query), values)]
    findings = [
        Finding("column-left-out", name, column=other, facts={"geometry": shape})
        for other in others
    ]
    if not keys and "order by" not in (options.query or "").lower():
        rows.sort(key=lambda row: (row[-1] or b"", *map(repr, row[:-1])))
        findings.append(Finding("rows-not-ordered", name))
    shapes, more = geometries([row[-1] for row in rows], name)
    srids = pd.Series([row[-2] or 0 for row in rows], dtype=int)
    geometry, also = _georeferenced(connection, gpd.GeoSeries(shapes), srids, name)
    data = {
        column: _values([row[position] for row in rows]) for position, column in enumerate(plain)
    }
    if "geometry" in data:
        data["geometry_2"] = data.pop("geometry")
    frame = GeoDataFrame(pd.DataFrame(data, index=geometry.index), geometry=geometry)
    digest = hashlib.sha256(repr((plain, rows)).encode()).hexdigest()
    label = options.layer if options.query is None else options.query
    provenance = Provenance(
        _shown(url),
        "PostGIS",
        (SourceFile(label or "", digest),),
        layer=options.layer if options.query is None else None,
        crs_from="file" if frame.crs is not None else None,
    )
    return Layer(name, frame, (*findings, *more, *also), provenance)


def _source(connection: sa.Connection, options: ReadOptions) -> tuple[str, list[str]]:
    """Return what to select from, and the columns that order its rows."""
    if options.query is not None:
        return f"({options.query.strip().rstrip(';')}) AS source", []
    schema, _, table = (options.layer or "").rpartition(".")
    inspector = sa.inspect(connection)
    known = inspector.has_table(table, schema=schema or None)
    views = [] if known else inspector.get_view_names(schema=schema or None)
    if not known and table not in views:
        raise NoSuchTableError(table)
    keys = inspector.get_pk_constraint(table, schema=schema or None)["constrained_columns"]
    return ".".join(map(_quoted, filter(None, (schema, table)))), list(keys)


def _columns(
    connection: sa.Connection, source: str, values: dict[str, Any]
) -> tuple[list[str], list[str]]:
    """Return all columns, and those of them that hold geometry."""
    types = sa.text("SELECT oid FROM pg_type WHERE typname IN ('geometry', 'geography')")
    spatial = set(connection.execute(types).scalars())
    probe = connection.execute(sa.text(f"SELECT * FROM {source} LIMIT 0"), values)  # noqa: S608
    about = probe.cursor.description if probe.cursor else ()
    return [one[0] for one in about], [one[0] for one in about if one[1] in spatial]


def _values(values: list[Any]) -> pd.Series[Any]:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {Decimal}:
        return pd.Series([None if value is None else float(value) for value in values], dtype=float)
    if kinds and kinds <= {date, datetime}:
        offset = any(getattr(value, "tzinfo", None) for value in values)
        return pd.to_datetime(pd.Series(values), utc=offset, errors="coerce")
    if kinds and kinds <= {dict, list}:
        texts = [
            None if value is None else json.dumps(value, ensure_ascii=False) for value in values
        ]
        return pd.Series(texts, dtype="str")
    return pd.Series(values, dtype="str" if kinds <= {str} else None)


def _georeferenced(
    connection: sa.Connection, shapes: gpd.GeoSeries, srids: pd.Series[int], name: str
) -> tuple[gpd.GeoSeries, list[Finding]]:
    known = [int(srid) for srid in sorted(srids.unique()) if srid > 0]
    systems = {srid: _crs(connection, srid) for srid in known}
    if not known or systems[known[0]] is None:
        return shapes, [Finding("crs-not-told", name)]
    first = systems[known[0]]
    result = shapes.set_crs(first)
    if len(known) == 1:
        return result, []
    told = ", ".join(f"SRID {srid}" for srid in known)
    findings = [Finding("crs-mixed", name, facts={"told": told})]
    for srid in known[1:]:
        rows = (srids == srid).to_numpy()
        if systems[srid] is None:
            facts = {"told": f"SRID {srid}"}
            findings.append(Finding("crs-not-understood", name, count=int(rows.sum()), facts=facts))
            result[rows] = None
            continue
        result[rows] = shapes[rows].set_crs(systems[srid], allow_override=True).to_crs(first)
    return result, findings


def _crs(connection: sa.Connection, srid: int) -> CRS | None:
    query = sa.text("SELECT auth_name, auth_srid, srtext FROM spatial_ref_sys WHERE srid = :srid")
    row = connection.execute(query, {"srid": srid}).one_or_none()
    if row is None:
        return None
    return known_crs(f"{row[0]}:{row[1]}" if row[0] else row[2])
