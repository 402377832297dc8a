from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

from sitesel.requirement import read_requirement

WANTED = "{title: 甲, constraints: [{attribute: area, at_least: 1 ha}]}"


def test_the_digest_depends_on_the_meaning_not_on_the_spelling():
    other = (
        "title: {zh: 甲, en: 甲}\nconstraints:\n  - {at_least: 10000, attribute: area, id: area}"
    )
    assert read_requirement(WANTED).digest == read_requirement(other).digest


def test_another_threshold_is_another_digest():
    assert (
        read_requirement(WANTED).digest != read_requirement(WANTED.replace("1 ha", "2 ha")).digest
    )


def test_another_limit_is_another_digest():
    wanted = read_requirement(WANTED)
    assert replace(wanted, limit=3).digest != wanted.digest


def test_the_digest_stays_what_it_is_between_versions():
    assert read_requirement(WANTED).digest == "1633ef159443fde2"


def test_judging_never_loads_a_geometry_library():
    code = (
        "import sys, sitesel.requirement, sitesel.requirement.wire;"
        "print([m for m in ('shapely', 'geopandas', 'pyproj', 'pyogrio') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
