from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sitesel.errors import EvaluationNotFound, EvaluationRefused, ProposalRefused, ShareNotFound
from sitesel.language import Text
from sitesel.projects.contents import Contents
from sitesel.projects.inputs import inputs_of, wanted_of
from sitesel.projects.issues import add_issue
from sitesel.projects.opinions import give_opinion
from sitesel.projects.overrides import override
from sitesel.projects.project import Told, add_project
from sitesel.projects.proposals import (
    MadeProposal,
    close,
    latest_ready,
    open_proposals,
    proposal_of,
    proposals_of,
)
from sitesel.projects.shares import check_shareable, end, note_view, opened, share, shares_of
from sitesel.projects.sheets import open_sheets, sheet_of
from sitesel.proposal import Opinion, Override, OwnPoint, ProjectFigures
from tests.callers import added

DAY = date(2026, 11, 21)
BUREAU = Text("自然资源和规划局", "Planning Bureau")
LINE = {
    "id": "rule:x", "found": "fail", "group": {"zh": "规则", "en": "Rules"},
    "words": {"zh": "一", "en": "one"}, "basis": {"zh": "", "en": ""},
    "evidence": {"zh": "", "en": ""}, "department": {"zh": BUREAU.zh, "en": BUREAU.en},
}  # fmt: skip


@pytest.fixture
def project(database, noon) -> int:
    li = added(database, "li.ming", now=noon)
    with database.writing() as session:
        return add_project(session, Told(Text.of("甲")), owner=li.id, by="user:1", now=noon).id


def proposal(project: int, noon, **more) -> MadeProposal:
    told = {
        "project_id": project, "requirement": 1, "requirement_digest": "r", "catalogue": "c",
        "digest": "d", "title": {"zh": "甲", "en": "A"}, "sites": "parcels", "ranked": ["A", "B"],
        "counts": {"total": 2}, "day": DAY, "langs": ["en", "zh"], "top": 3, "valid_days": 30,
        "prepared_by": "", "tier": "investor", "status": "ready", "files": {}, "why": None,
        "inputs": {}, "sheets": {"A": {"title": {"zh": "甲一", "en": "A1"}, "lines": [LINE]}},
        "standing": "unchanged", "standing_told": {}, "checked": "c", "who": "user:1", "at": noon,
    }  # fmt: skip
    return MadeProposal(**(told | more))


def test_what_was_said_and_ruled_of_a_parcel_stays_from_proposal_to_proposal(
    database, project, noon
):
    with database.writing() as session:
        session.add(proposal(project, noon))
        session.flush()
        [first] = open_sheets(session)
        assert first.lines[0].waits_for(BUREAU)
        assert first.lines[0].waits_for(Text.of("planning bureau "))
        assert not first.lines[0].waits_for(Text.of("消防"))
        said = {"department": BUREAU, "text": "不可", "signed": "王", "on": DAY, "today": DAY,
                "who": "user:2", "now": noon}  # fmt: skip
        give_opinion(session, project, "A", "rule:x", stance="disagree", **said)
        give_opinion(session, project, "A", "", stance="agree", **said)
        override(session, project, "A", "rule:x", outcome="pass", reason="专家组复核后认为可以通过",
                 name="李", today=DAY, who="user:1", now=noon)  # fmt: skip
        session.add(proposal(project, noon, day=DAY + timedelta(days=9)))
        session.add(proposal(project, noon, sheets={}, status="making"))
    with database.reading() as session:
        sheet = sheet_of(session, project, "A")
        assert sheet.proposal.day == DAY + timedelta(days=9)
        [line] = sheet.lines
        assert (line.found, line.outcome, line.opinions[0].signed) == ("fail", "pass", "王")
        assert [one.line for one in sheet.opinions] == [""]
        assert [each.parcel for each in open_sheets(session)] == ["A"]
        with pytest.raises(EvaluationNotFound):
            sheet_of(session, project, "B")
        with pytest.raises(EvaluationRefused):
            sheet.line("rule:y")
        listed = [each.id for each in proposals_of(session, project)]
        assert listed == sorted(listed, reverse=True)
        assert latest_ready(session, project) == listed[1]
        with pytest.raises(ProposalRefused):
            close(proposal_of(session, listed[0]))
        close(proposal_of(session, listed[1]))
        assert [each.id for each in open_proposals(session)] == [listed[2]]


def test_what_a_proposal_is_made_with_is_kept_to_the_last_digit(database, project, noon, tmp_path):
    figures = ProjectFigures(title=Text("甲", "A"), land=1 / 3, sectors=("chemicals",))
    with database.writing() as session:
        made = override(session, project, "A", "rule:x", outcome="pass", today=DAY, name="李",
                        reason="专家组复核后认为可以通过", who="user:1", now=noon)  # fmt: skip
        again = override(session, project, "A", "rule:x", outcome="evaluate", today=DAY, name="李",
                         reason="补充材料后须重新评估此项", who="user:1", now=noon)  # fmt: skip
        assert made.id < again.id
        for stance, text in (("disagree", "不可"), ("agree", "")):
            give_opinion(session, project, "A", "", department=BUREAU, stance=stance, text=text,
                         signed="王", on=DAY, today=DAY, who="user:2", now=noon)  # fmt: skip
        own = add_issue(session, project, what=Text("查", "look"), department=BUREAU, due=DAY,
                        who="user:1", now=noon)  # fmt: skip
        kept = proposal(project, noon, inputs=inputs_of(session, project, figures, {}))
        session.add(kept)
        session.flush()
        session.expire(kept)
        wanted = wanted_of(kept, Contents(tmp_path))
        point = OwnPoint(own.key, "", Text("查", "look"), BUREAU, DAY)
    assert wanted.project == figures
    assert wanted.langs == ("zh", "en")
    assert wanted.now.isoformat() == "2026-11-21T12:00:00+08:00"
    assert wanted.statuses == {own.key: "open"}
    assert wanted.points == (point,)
    assert wanted.dues == {}
    assert wanted.overrides == {
        ("A", "rule:x"): Override("evaluate", "补充材料后须重新评估此项", "李", DAY)
    }
    assert wanted.opinions == {("A", ""): [Opinion(BUREAU, "agree", "", "王", DAY)]}


def test_a_share_opens_until_it_is_over_or_ended(database, project, noon):
    with database.writing() as session:
        kept = proposal(project, noon)
        session.add(kept)
        session.flush()
        assert check_shareable(kept, " 某公司 ") == "某公司"
        files = {"proposal.pdf": {"sha256": "x", "bytes": 3}}
        made, token = share(session, kept, "某公司", files, days=400, who="user:1", now=noon)
        assert made.expires == noon + timedelta(days=90)
        held = opened(session, token, now=noon + timedelta(days=89))
        note_view(held, noon)
        note_view(held, noon)
        assert shares_of(session, kept.id)[0].views == 2
        for wrong in (token[:-1], token[:8], f"{token[:7]}\0{token[8:]}", ""):
            with pytest.raises(ShareNotFound):
                opened(session, wrong, now=noon)
        with pytest.raises(ShareNotFound):
            opened(session, token, now=noon + timedelta(days=90))
        assert end(held, noon)
        assert not end(held, noon)
        with pytest.raises(ShareNotFound):
            opened(session, token, now=noon)
        for unfit in ({"tier": "staff"}, {"status": "closed"}, {"status": "making"}):
            with pytest.raises(ProposalRefused):
                check_shareable(proposal(project, noon, **unfit), "某公司")


def test_a_proposal_without_anything_said_takes_nothing_along(database, project, noon, tmp_path):
    with database.reading() as session:
        inputs = inputs_of(session, project, ProjectFigures(), {})
    wanted = wanted_of(proposal(project, noon, inputs=inputs), Contents(tmp_path))
    assert replace(wanted, langs=("zh",)).project == ProjectFigures()
    assert (wanted.statuses, wanted.opinions, wanted.overrides, wanted.points) == ({}, {}, {}, ())
