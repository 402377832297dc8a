"""However a change is ended by force, what is published is the state before or the one after."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
from contextlib import suppress
from datetime import UTC, datetime
from time import sleep

from sitesel.catalogue import Store
from sitesel.catalogue.revisions.revision import Change
from tests.conftest import town_draft

KILLS = 200

# one process that loads everything once; each child of it makes one change and then waits
_FORKING = """
    import os, sys
    from datetime import UTC, datetime
    from sitesel.catalogue import Store
    from sitesel.catalogue.revisions.revision import Change
    import sitesel.catalogue.revisions.conflict, sitesel.catalogue.revisions.revising
    store = Store(sys.argv[1])
    store.current()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            changes = [Change(site, "price", float(line)) for site in "ABCDEF"]
            sys.stdout.write("go\\n")
            sys.stdout.flush()
            store.revise(changes, who="user:3", now=datetime.now(UTC))
            sys.stdout.write("done\\n")
            sys.stdout.flush()
            os._exit(0)
        sys.stdout.write(f"{child}\\n")
        sys.stdout.flush()
        os.waitpid(child, 0)
        sys.stdout.write("ended\\n")
        sys.stdout.flush()
"""


def test_a_change_killed_at_any_point_leaves_the_old_state_or_the_new(tmp_path):
    store = Store(tmp_path / "store")
    store.publish(town_draft())
    dice = random.Random(5)  # noqa: S311
    old, published, cut = prices(store), 0, 0
    takes = 0.05
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_FORKING), str(store.path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
    ) as forking:  # fmt: skip
        for number in range(1, KILLS + 1):
            forking.stdin.write(f"{number}\n")
            said = {forking.stdout.readline().strip() for _ in range(2)}
            child = int((said - {"go"}).pop())
            sleep(dice.uniform(0, takes))
            kill(child)
            finished = forking.stdout.readline().strip() == "done"
            takes *= 0.8 if finished else 1.15  # about as many are cut off as are not
            if finished:
                forking.stdout.readline()
            cut += not finished
            new = prices(store)
            assert new in (old, [float(number)] * 6), number
            assert store.current().damaged() == ()
            if finished:
                assert new != old
            published += new != old
            old = new
        forking.stdin.close()
    assert cut > KILLS / 10
    assert published > KILLS / 20
    after = store.revise([Change("A", "price", 9999)], who="user:3", now=datetime.now(UTC))
    assert after.columns().value("price", 0) == 9999
    left = [path.name for path in (store.path / "catalogues").iterdir()]
    assert sorted(left) == store.ids()  # what was cut off is swept up


def kill(child: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)  # not waited for yet, so the number is still its own


def prices(store: Store) -> list[float]:
    columns = Store(store.path).current().columns()
    return [columns.value("price", row) for row in range(6)]
