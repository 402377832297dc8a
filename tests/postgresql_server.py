"""A PostgreSQL for tests and measurements: a throw-away cluster, with or without PostGIS."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text


@contextmanager
def postgresql_server() -> Iterator[str | None]:
    """Give the URL of an empty PostgreSQL with nobody else on it; None where none is installed."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not binaries:
        yield None
        return
    programs = binaries[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="sitesel-postgresql-"))
    user = pwd.getpwuid(os.getuid()).pw_name
    run_as: list[str] = []
    if os.getuid() == 0:  # the server refuses to run as root
        user, run_as = "postgres", ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, user)

    def run(*command: str | Path) -> None:
        subprocess.run([*run_as, *map(str, command)], check=True, capture_output=True, cwd=folder)

    cluster = folder / "cluster"
    options = f"-c listen_addresses='' -k {folder} -c fsync=off"
    try:
        run(programs / "initdb", "-D", cluster, "-U", user, "-A", "trust", "-E", "UTF8")
        run(programs / "pg_ctl", "-D", cluster, "-w", "-o", options, "-l", folder / "log", "start")
        try:
            yield f"postgresql+psycopg://{user}@/postgres?host={folder}"
        finally:
            run(programs / "pg_ctl", "-D", cluster, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgis_server() -> Iterator[str | None]:
    """Give the URL of a PostGIS: `SITESEL_TEST_POSTGIS`, else a throw-away cluster, else None."""
    if url := os.environ.get("SITESEL_TEST_POSTGIS"):
        yield url
        return
    if not list(Path("/usr/share/postgresql").glob("*/extension/postgis.control")):
        yield None
        return
    with postgresql_server() as url:
        if url is not None:
            engine = create_engine(url)
            with engine.begin() as connection:
                connection.execute(text("CREATE EXTENSION postgis"))
            engine.dispose()
        yield url and url.replace("+psycopg", "")
