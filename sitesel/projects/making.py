"""Proposals are made one after another beside the service's work, and tell how far they are."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from threading import Lock, Thread

from sitesel.catalogue import Catalogue
from sitesel.errors import SiteselError
from sitesel.language import LANGUAGES, Text
from sitesel.progress import Progress, Step, UnderWay
from sitesel.projects.contents import Contents
from sitesel.projects.inputs import wanted_of
from sitesel.projects.issues import take_over
from sitesel.projects.proposals import STATUSES, MadeProposal, Status, proposal_of
from sitesel.projects.sheets import sheets_kept
from sitesel.proposal.charts import charts
from sitesel.proposal.maps import maps
from sitesel.proposal.pack import MANIFEST, Wanted, content_of, pack
from sitesel.proposal.pdf import pdf
from sitesel.record import write
from sitesel.selection import Selection
from sitesel.state import Database

_LOG = logging.getLogger("sitesel.projects")
_QUEUED = Text("排队等候", "waiting for its turn")
INTERRUPTED = Text(
    "服务中断，方案没有生成完；可重新生成",
    "the service stopped before the proposal was made; make it again",
)
_UNFORESEEN = Text(
    "生成时内部出错，已记入日志；请重试，或联系系统管理员",
    "something went wrong inside the service and is in its log; try again or tell its keeper",
)
PDF = "proposal.pdf"


class Making:
    """The work that is under way in this process, by the ids of proposals; one at a time."""

    def __init__(self) -> None:
        self._steps = UnderWay()
        self._threads: dict[int, Thread] = {}
        self._lock = Lock()
        self.turn = Lock()

    def start(self, identity: int, work: Callable[[Progress], None]) -> None:
        """Let work begin in its turn; what it raises is its own affair."""
        tell = self._steps.telling(identity)

        def run() -> None:
            try:
                with self.turn:
                    work(tell)
            except Exception:  # noqa: BLE001 - nobody waits for it, so that it goes to the log
                _LOG.exception("proposal %d was not made", identity)
            finally:
                self._steps.end(identity)
                with self._lock:
                    self._threads.pop(identity, None)

        tell(_QUEUED, 0.0)
        # a service that is stopped does not wait for it: what was not made can be made again
        thread = Thread(target=run, name=f"proposal-{identity}", daemon=True)
        with self._lock:
            self._threads[identity] = thread
        thread.start()

    def step(self, identity: int) -> Step | None:
        """Return how far a proposal is; None where nobody makes it."""
        return self._steps.step(identity)

    def wait(self, identity: int, seconds: float) -> None:
        """Wait until a proposal is made, or that long."""
        with self._lock:
            thread = self._threads.get(identity)
        if thread is not None:
            thread.join(seconds)


def make(
    database: Database,
    contents: Contents,
    identity: int,
    catalogue: Catalogue,
    selection: Selection,
    progress: Progress,
    *,
    now: Callable[[], datetime],
) -> None:
    """Make the pack of a proposal, keep its files, and put its issues on the list of its project.

    Whatever goes wrong, the proposal says so.

    Parameters
    ----------
    catalogue, selection
        That it pins, at its tier.
    now
        Tells the time; it is asked when all is made.
    """
    try:
        with database.reading() as session:
            proposal = proposal_of(session, identity)
            wanted = wanted_of(proposal, contents)
        files = pack(catalogue, selection, wanted, progress=progress)
        told = {lang: content_of(catalogue, selection, wanted, lang) for lang in LANGUAGES}
        kept = {
            name: {"sha256": contents.keep(body), "bytes": len(body)}
            for name, body in files.items()
        }
    except SiteselError as error:
        fail(database, identity, error.text)
    except Exception:  # noqa: BLE001 - whatever it is, the proposal has to say that it failed
        _LOG.exception("proposal %d can't be made", identity)
        fail(database, identity, _UNFORESEEN)
    else:
        moment = now()
        with database.writing() as session:
            proposal = proposal_of(session, identity)
            proposal.files, proposal.sheets = kept, sheets_kept(told)
            proposal.status, proposal.why = "ready", None
            new = take_over(
                session, proposal.project_id, identity,
                {lang: each.issues for lang, each in told.items()},
                who=proposal.who, now=moment,
            )  # fmt: skip
            write(
                session, now=moment, who=proposal.who, what="propose", of=f"proposal:{identity}",
                told={"manifest": sha256(files[MANIFEST]).hexdigest(), "issues": new},
            )  # fmt: skip


def fail(database: Database, identity: int, why: Text) -> None:
    """Say of a proposal that it was not made, and why."""
    with database.writing() as session:
        proposal = proposal_of(session, identity)
        proposal.status, proposal.why = "failed", {"zh": why.zh, "en": why.en}


def marked(
    catalogue: Catalogue, selection: Selection, wanted: Wanted, words: str
) -> dict[str, bytes]:
    """Return the PDF of a proposal, in each of its languages, with a watermark on every page."""
    files = {}
    for lang in wanted.langs:
        told = content_of(catalogue, selection, wanted, lang)
        drawn = maps(told, catalogue, selection)
        folder = f"{lang}/" if len(wanted.langs) > 1 else ""
        files[f"{folder}{PDF}"] = pdf(told, drawn, charts(told), watermark=words)
    return files


def stands(proposal: MadeProposal, making: Making) -> tuple[Status, Text | None, Step | None]:
    """Return how a proposal stands, why it failed, and how far it is.

    One that nobody makes any more has failed, whatever it says of itself.
    """
    if proposal.status != "making":
        status = next(each for each in STATUSES if each == proposal.status)
        return status, Text.of(proposal.why) if proposal.why else None, None
    step = making.step(proposal.id)
    return ("failed", INTERRUPTED, None) if step is None else ("making", None, step)
