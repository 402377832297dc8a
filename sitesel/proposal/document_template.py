"""The default Word template: made here with python-docx, filled by docxtpl.

A bureau that wants its own starts from what `template()` returns: the words in double braces are
fields of the content model (`sitesel.proposal.content`), `say` holds the fixed words, `h` the
numbered headings, `pictures` the maps and charts.
"""

from __future__ import annotations

import io
from functools import cache

from docx import Document

from sitesel.proposal.template_candidates import shortlist
from sitesel.proposal.template_evaluation import evaluations, issues
from sitesel.proposal.word_fields import worked_out
from sitesel.proposal.word_paper import Across, Paper
from sitesel.proposal.word_styles import paged, styled


@cache
def template() -> bytes:
    """Return the template as DOCX."""
    document = Document()
    styled(document)
    paged(document)
    worked_out(document)
    paper = Paper(document)
    _cover(paper)
    _contents(paper)
    _summary(paper)
    _need(paper)
    _search(paper)
    shortlist(paper)
    _comparison(paper)
    _policies(paper)
    evaluations(paper)
    issues(paper)
    _others(paper)
    _annex(paper)
    target = io.BytesIO()
    paper.document.save(target)
    return target.getvalue()


def _cover(paper: Paper) -> None:
    paper.line("{{ cover.heading }}", "Cover Heading")
    paper.line("{{ cover.title }}", "Cover Title")
    for field, said in (
        ("investor", "investor"), ("industry", "industry"), ("prepared_by", "prepared_by"),
        ("day", "day_said"), ("valid_until", "valid_until_said"),
    ):  # fmt: skip
        paper.tag(f"if cover.{said}")
        paper.line("{{ say." + field + " }}{{ say.colon }}{{ cover." + said + " }}", "Cover Line")
        paper.tag("endif")
    paper.line(
        "{{ say.catalogue }}{{ say.colon }}{{ cover.catalogue_title }} · {{ cover.catalogue }} · "
        "{{ cover.catalogue_date }}",
        "Cover Line",
    )
    for field in ("requirement_digest", "digest"):
        paper.line("{{ say." + field + " }}{{ say.colon }}{{ cover." + field + " }}", "Cover Line")
    paper.tag("if cover.notice")
    paper.line("{{ cover.notice }}", "Notice")
    paper.tag("endif")
    paper.document.add_page_break()


def _contents(paper: Paper) -> None:
    paper.contents()
    paper.document.add_page_break()


def _summary(paper: Paper) -> None:
    paper.heading("h.summary", mark="marks.summary")
    paper.listed("summary")


def _need(paper: Paper) -> None:
    paper.heading("h.need", mark="marks.need")
    paper.tag("if need.project")
    paper.caption("{{ say.project }}")
    paper.table(
        ["{{ say.item }}", "{{ say.value }}", "{{ say.source }}"],
        ["{{ one.label }}", "{{ one.said }}", "{{ one.source }}"],
        [3, 4, 3], each="one in need.project",
    )  # fmt: skip
    paper.tag("endif")
    paper.tag("if need.asked")
    paper.line("{{ need.asked }}")
    paper.tag("endif")
    paper.tag("if need.constraints")
    paper.caption("{{ say.constraints }}")
    paper.table(
        ["{{ say.condition }}", "{{ say.basis }}", "{{ say.relaxable }}"],
        ["{{ one.words }}", "{{ one.rule or say.client }}",
         "{{ say.yes if one.relaxable else say.no }}"],
        [7, 4, 1.4], each="one in need.constraints", centred=(2,),
    )  # fmt: skip
    paper.tag("endif")
    paper.tag("if need.criteria")
    paper.caption("{{ say.criteria }}")
    paper.table(
        ["{{ say.criteria }}", "{{ say.preference }}", "{{ say.weight }}"],
        ["{{ one.label }}", "{{ one.prefers }}", "{{ one.weight_said }}"],
        [3.4, 7, 1.2], each="one in need.criteria", centred=(2,),
    )  # fmt: skip
    paper.tag("endif")


def _search(paper: Paper) -> None:
    paper.heading("h.search", mark="marks.search")
    paper.line("{{ search.account }}{{ say.stop }}", together=True)
    paper.caption("{{ say.what_each_did }}")
    paper.table(
        ["{{ say.condition }}", "{{ say.rejected }}", "{{ say.not_known }}", "{{ say.alone }}"],
        ["{{ one.words }}", "{{ one.rejected }}", "{{ one.unknown }}", "{{ one.frees }}"],
        [8, 1.2, 1.2, 1.2], each="one in search.lines", centred=(1, 2, 3),
    )  # fmt: skip
    paper.line("{{ search.several }}", "Small")
    paper.tag("if search.rules")
    paper.caption("{{ say.rules }}")
    paper.table(
        ["{{ say.rule }}", "{{ say.document }}", "{{ say.state }}", "{{ say.rejected }}"],
        ["{{ one.title }}", "{{ one.cited }}", "{{ one.state }}{{ one.since }}",
         "{{ one.rejected }}"],
        [3, 5, 2.6, 1.2], each="one in search.rules", centred=(3,),
    )  # fmt: skip
    paper.tag("endif")


def _comparison(paper: Paper) -> None:
    paper.tag("if comparison")
    paper.heading("h.comparison", mark="marks.comparison")
    paper.line("{{ say.best_mark }}", "Small", together=True)
    paper.caption("{{ say.comparison }}")
    paper.grid(
        ["{{ say.item }}", "{%tc for head in comparison.heads %}", "{{ head }}", "{%tc endfor %}"],
        [
            "for one in comparison.rows",
            ["{% cellbg one.shade %}{{ one.label }}", "{%tc for cell in one.told %}",
             "{% cellbg one.shade %}{{r cell }}", "{%tc endfor %}"],
            "endfor",
        ],
        [3, 3, 3, 3],
    )  # fmt: skip
    paper.tag("endif")


def _policies(paper: Paper) -> None:
    paper.tag("if policies_said or policies")
    paper.heading("h.policies", mark="marks.policies")
    paper.tag("if policies")
    paper.caption("{{ say.policies }}")
    paper.table(
        ["{{ say.policy }}", "{{ say.content }}", "{{ say.document }}", "{{ say.why }}",
         "{{ say.department }}"],
        ["{{ one.title }}", "{{ one.what }}", "{{ one.written }}", "{{ one.where }}",
         "{{ one.department }}"],
        [2.6, 4, 2.6, 2.4, 2], each="one in policies",
    )  # fmt: skip
    paper.tag("endif")
    paper.tag("if policies_said")
    paper.line("{{ policies_said }}", "Small")
    paper.tag("endif")
    paper.tag("endif")


def _others(paper: Paper) -> None:
    paper.tag("if near_misses or undecided")
    paper.heading("h.others", mark="marks.others")
    paper.tag("if near_misses")
    paper.heading("say.near_misses", 2, mark="marks.near_misses")
    paper.line("{{ say.near_how }}", "Small", together=True)
    paper.grid(
        ["{{ say.lacks }}", "{{ say.way_out }}"],
        [
            "for one in near_misses",
            Across("{{ one.named }}{{ say.open }}{{ one.brief_said }}{{ say.close }}", head=True),
            "for what, way in one.lacking",
            ["{{ what }}", "{{ way }}"],
            "endfor",
            "endfor",
        ],
        [6.6, 5.4],
    )
    paper.tag("endif")
    paper.tag("if undecided")
    paper.heading("say.undecided_sites", 2, mark="marks.undecided_sites")
    paper.table(
        ["{{ say.site }}", "{{ say.not_known }}"],
        ["{{ one.named }}", "{{ one.told }}"],
        [3, 9], each="one in undecided",
    )  # fmt: skip
    paper.tag("endif")
    paper.tag("endif")


def _annex(paper: Paper) -> None:
    paper.heading("h.annex", mark="marks.annex")
    paper.heading("say.method", 2, mark="marks.method")
    paper.listed("annex.method", "Normal")
    paper.heading("say.limits", 2, mark="marks.limits")
    paper.listed("annex.limits")
    paper.heading("say.sources", 2, mark="marks.sources")
    paper.caption("{{ say.sources }}")
    paper.table(
        ["{{ say.layer }}", "{{ say.file }}", "{{ say.day }}", "{{ say.rows }}",
         "{{ say.licence }}", "{{ say.sha256 }}"],
        ["{{ one.name }}", "{{ one.file }}", "{{ one.date }}", "{{ one.rows }}",
         "{{ one.licence }}", "{{ one.sha256 }}"],
        [2.6, 2.6, 1.6, 1, 3, 2.4], each="one in search.sources",
    )  # fmt: skip
    paper.heading("say.repeat", 2, mark="marks.repeat")
    paper.listed("annex.repeat", "Normal")
    paper.line("{{ annex.command }}", "Code")
    paper.tag("for line in annex.identity")
    paper.line("{{ line[0] }}{{ say.colon }}{{ line[1] }}", "Small")
    paper.tag("endfor")
