"""The access evaluation and the issue list in the default Word template."""

from __future__ import annotations

from sitesel.proposal.word_paper import Across, Paper


def evaluations(paper: Paper) -> None:
    """Write the access evaluation of each candidate, with lines to sign."""
    paper.tag("if evaluations")
    paper.heading("h.evaluations", mark="marks.evaluations")
    paper.tag("for sheet in evaluations")
    paper.heading("sheet.title", 2, mark="sheet.mark")
    paper.line("{{ sheet.summary }}", together=True)
    paper.grid(
        ["{{ say.point }}", "{{ say.basis }}", "{{ say.evidence }}", "{{ say.result }}",
         "{{ say.department }}"],
        [
            "for group in sheet.groups",
            Across("{{ group.name }}", head=True),
            "for one in group.lines",
            ["{{ one.words }}", "{{ one.basis }}", "{{ one.evidence }}", "{{ one.outcome_said }}",
             "{{ one.department }}"],
            "if one.standing",
            Across("{{ one.standing }}"),
            "endif",
            "endfor",
            "endfor",
        ],
        [3.5, 2.9, 3.1, 1.6, 2.2], centred=(3,),
    )  # fmt: skip
    paper.tag("if sheet.opinions or sheet.to_sign")
    paper.caption("{{ say.opinions }}")
    paper.grid(
        ["{{ say.department }}", "{{ say.opinion }}", "{{ say.signature }}", "{{ say.day }}"],
        [
            "for one in sheet.opinions",
            ["{{ one.department }}", "{{ one.told }}", "{{ one.signed }}", "{{ one.on_said }}"],
            "endfor",
            "for name in sheet.to_sign",
            ["{{ name }}", "", "", ""],
            "endfor",
        ],
        [3, 6, 2.4, 2.4], least=8.0,
    )  # fmt: skip
    paper.tag("endif")
    paper.tag("endfor")
    paper.tag("endif")


def issues(paper: Paper) -> None:
    """Write the issue list."""
    paper.tag("if issues")
    paper.heading("h.issues", mark="marks.issues")
    paper.caption("{{ say.issues }}")
    paper.table(
        ["{{ say.number }}", "{{ say.site }}", "{{ say.point }}", "{{ say.nature }}",
         "{{ say.department }}", "{{ say.due }}", "{{ say.status }}"],
        ["{{ one.number }}", "{{ one.site }}", "{{ one.what }}", "{{ one.kind_said }}",
         "{{ one.department }}", "{{ one.due_told }}", "{{ one.status_said }}"],
        [0.8, 2.1, 3.8, 1.5, 2, 2.6, 1.1], each="one in issues", centred=(0, 3, 6),
    )  # fmt: skip
    paper.listed("issues_said", "Small")
    paper.tag("endif")
