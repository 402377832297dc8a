"""Every speed that sitesel names, side by side with its peers in one run: `make bench`.

`python -m tests.benchmarks [--most 1e6]`; the table goes to standard output.
"""

from __future__ import annotations

import importlib
import os
import platform
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))


def main() -> None:
    """Run each benchmark of this folder at all its sizes up to the largest wanted."""
    most = float(sys.argv[sys.argv.index("--most") + 1]) if "--most" in sys.argv else 1e7
    print(f"{os.cpu_count()} cores, {platform.python_version()}, load {os.getloadavg()[0]:.2f}")
    for path in sorted(HERE.glob("bench_*.py")):
        bench = importlib.import_module(path.stem)
        print(f"\n## {(bench.__doc__ or path.stem).strip().splitlines()[0]}\n", flush=True)
        for size in bench.SIZES:
            if size <= most:
                told = bench.measure(size)
                print(" · ".join(f"{k} {_short(v)}" for k, v in told.items()), flush=True)


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
