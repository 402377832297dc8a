"""Building Baltimore: read, validate, measure, write 238,388 parcels.

`python tests/benchmarks/bench_build.py`
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SIZES = (238_388,)
CONFIG = Path(__file__).parents[1] / "real" / "baltimore.yaml"
DATA = Path(__file__).parents[3] / "shared" / "data" / "baltimore-parcels"

# in a process of its own, so that its peak is that of the build alone
_BUILD = """
import json, re, sys, time
from pathlib import Path
from sitesel.catalogue.build import build
start = time.perf_counter()
catalogue = build(sys.argv[1], sys.argv[2])
seconds = time.perf_counter() - start
peak = int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
counts = catalogue.manifest.counts
print(json.dumps({"parcels": counts["parcels"], "build s": seconds, "peak GB": peak / 1e9}))
"""


def measure(n: int) -> dict[str, Any]:
    """Return parcels, seconds and peak memory; nothing but the size where the data is absent."""
    if not DATA.is_dir():
        return {"parcels": n}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", _BUILD, str(CONFIG), folder]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(told)
    return found


if __name__ == "__main__":
    print(measure(SIZES[0]))
