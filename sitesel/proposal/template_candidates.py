"""The shortlist in the default Word template."""

from __future__ import annotations

from collections.abc import Sequence

from sitesel.proposal.word_paper import Across, Paper


def shortlist(paper: Paper) -> None:
    """Write the shortlist: the overview, and each candidate at length."""
    paper.heading("h.shortlist", mark="marks.shortlist")
    paper.tag("if not shortlist")
    paper.line("{{ say.none }}")
    paper.tag("endif")
    paper.picture("pictures.overview", "overview_said")
    paper.tag("if shortlist")
    paper.caption("{{ say.ranking }}")
    paper.table(
        ["{{ say.rank }}", "{{ say.site }}", "{{ say.suitability }}", "{{ say.brief }}"],
        ["{{ one.rank_said }}", "{{ one.named }}", "{{ one.suitability_said }}",
         "{{ one.brief_said }}"],
        [1.6, 4, 1.6, 5], each="one in shortlist", centred=(0, 2),
    )  # fmt: skip
    paper.tag("if more")
    paper.line("{{ more }}", "Small")
    paper.tag("endif")
    paper.picture("pictures.shares", "say.shares_chart")
    paper.tag("endif")
    paper.tag("for one in shortlist")
    paper.heading("one.numbered", 2, mark="one.mark")
    paper.picture("one.pictures.parcel", "say.parcel_map")
    _sentences(paper, "advantages", "gaps")
    _tables_of_a_candidate(paper)
    _sentences(paper, "notes")
    paper.tag("endfor")


def _sentences(paper: Paper, *names: str) -> None:
    for many in names:
        paper.tag(f"if one.{many}")
        paper.heading(f"say.{many}", 3)
        paper.listed(f"one.{many}")
        paper.tag("endif")


def _tables_of_a_candidate(paper: Paper) -> None:
    paper.tag("if one.contributions")
    paper.picture("one.pictures.chart", "say.chart")
    paper.caption("{{ say.contributions }}")
    paper.table(
        ["{{ say.criteria }}", "{{ say.found }}", "{{ say.score }}", "{{ say.weight }}",
         "{{ say.share }}"],
        ["{{ part.label }}", "{{ part.found }}", "{{ part.value_said }}",
         "{{ part.weight_said }}", "{{ part.share_said }}"],
        [4, 4, 1.2, 1.2, 1.2], each="part in one.contributions", centred=(2, 3, 4),
        last=["{{ say.sum }}", "", "", "", "{{ one.suitability_said }}"],
    )  # fmt: skip
    paper.tag("endif")
    paper.tag("if one.fact_groups")
    paper.caption("{{ say.facts }}")
    paper.grid(
        ["{{ say.item }}", "{{ say.value }}", "{{ say.source }}"],
        [
            "for group in one.fact_groups",
            Across("{{ group.name }}", head=True),
            "for part in group.figures",
            ["{{ part.label }}", "{{ part.said }}", "{{ part.source }}"],
            "endfor",
            "endfor",
        ],
        [3.2, 4, 4.6],
    )
    paper.tag("endif")
    _table_if(paper, "standard", "{{ say.standard }}",
              ["{{ say.indicator }}", "{{ say.formula }}", "{{ say.figure }}",
               "{{ say.threshold }}", "{{ say.result }}"],
              ["{{ part.label }}", "{{ part.formula }}", "{{ part.figure_said }}",
               "{{ part.threshold_said }}", "{{ part.result }}"],
              [2.2, 3, 2.4, 2.6, 3.2])  # fmt: skip
    paper.tag("if one.standard and one.land_area")
    paper.line("{{ one.land_said }}", "Small")
    paper.tag("endif")
    _table_if(paper, "envelope", "{{ say.envelope }}",
              ["{{ say.item }}", "{{ say.value }}", "{{ say.formula }}"],
              ["{{ part.label }}", "{{ part.said }}", "{{ part.source }}"],
              [3.4, 3.6, 5])  # fmt: skip
    _table_if(paper, "placed_said", "{{ say.placed }}",
              ["{{ say.item }}", "{{ say.value }}"],
              ["{{ part[0] }}", "{{ part[1] }}"], [4, 8])  # fmt: skip
    _table_if(paper, "costs", "{{ say.costs }}",
              ["{{ say.item }}", "{{ say.amount }}", "{{ say.formula }}"],
              ["{{ part.label }}", "{{ part.said }}", "{{ part.formula }}"], [4, 3, 5])  # fmt: skip
    paper.picture("one.pictures.access", "say.access_map")
    _table_if(paper, "access", "{{ say.access }}",
              ["{{ say.on_map }}", "{{ say.kind }}", "{{ say.mode }}", "{{ say.nearest }}",
               "{{ say.time }}", "{{ say.distance }}", "{{ say.crossing }}"],
              ["{{ part.number }}", "{{ part.kind_label }}", "{{ part.mode_label }}",
               "{{ part.name }}", "{{ part.said }}", "{{ part.distance_said }}",
               "{{ part.crossings_said }}"],
              [1, 2.2, 2, 3.4, 2.2, 1.8, 2], centred=(0,))  # fmt: skip
    _table_if(paper, "firms", "{{ say.firms }}",
              ["{{ say.firm }}", "{{ say.kind }}", "{{ say.relation }}", "{{ say.straight }}"],
              ["{{ part.name }}", "{{ part.kind_label }}", "{{ part.relation }}",
               "{{ part.distance_said }}"], [4, 3, 2, 2])  # fmt: skip


def _table_if(
    paper: Paper,
    many: str,
    caption: str,
    heads: Sequence[str],
    cells: Sequence[str],
    widths: Sequence[float],
    centred: Sequence[int] = (),
) -> None:
    """Add a table of a candidate, where it has anything to show."""
    paper.tag(f"if one.{many}")
    paper.caption(caption)
    paper.table(heads, cells, widths, each=f"part in one.{many}", centred=centred)
    paper.tag("endif")
