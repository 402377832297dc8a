"""The words of the map page: what the panel lists and what a popup says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sitesel.catalogue import Catalogue
from sitesel.columns import Columns
from sitesel.language import Lang, Text
from sitesel.schema import Schema
from sitesel.selection import Candidate, Disposition, FailingConstraint, Selection
from sitesel.webmap.ramp import RAMP, colour
from sitesel.wording import (
    DISPOSITION,
    account,
    failing_words,
    found,
    found_words,
    notes,
    reason_words,
)

_FACTS = (
    "planning_use", "area", "floor_area", "plot_ratio", "price", "rent", "status", "available_from",
    "town", "landmass",
)  # fmt: skip
_LABELS = {
    "panel": Text("选址结果", "The answer"),
    "toggle": Text("收起或展开列表", "Hide or show the list"),
    "search": Text("按名称或编号查找", "Find by name or number"),
    "shortlist": Text("候选，按适宜度排序", "Candidates, best first"),
    "none": Text(
        "没有地块满足全部约束；请看下面的理由和最接近的地块。",
        "No parcel meets every constraint; see the reasons and the nearest misses below.",
    ),
    "reasons": Text("各项约束的结果", "What each constraint does"),
    "constraint": Text("约束", "Constraint"),
    "rejected": Text("淘汰", "Rejected"),
    "unknown": Text("未知", "Not known"),
    "unmeasured": Text("未量算", "Not measured"),
    "why_unmeasured": Text(
        "未量算：已被其他约束淘汰，不再量算。",
        "Not measured: rejected by other constraints already.",
    ),
    "near_misses": Text("最接近的地块", "Near misses"),
    "legend": Text("图例", "Legend"),
    "suitability": Text("适宜度", "Suitability"),
    "trust": Text("依据", "What this rests on"),
    "criterion": Text("指标", "Criterion"),
    "found": Text("实际", "Found"),
    "share": Text("贡献", "Share"),
    "note": Text("规则提示", "Rule, told only"),
    "nothing": Text("没有找到", "Nothing found"),
    "layers": Text("图层", "Layers"),
    "whole": Text("看全部路线", "Show the whole way"),
    "clear": Text("清除路线", "Clear the routes"),
    "closer": Text("放大", "Zoom in"),
    "farther": Text("缩小", "Zoom out"),
    "map": Text("候选地块地图；列表中有同样的内容", "Map of the shortlist; the list says the same"),
}
_COUNTS = (
    ("total", Text("全部", "All")),
    ("candidates", Text("候选", "Candidates")),
    ("rejected", Text("淘汰", "Rejected")),
    ("undecided", Text("待定", "Undecided")),
)


@dataclass(frozen=True)
class Answer:
    """The words of one selection in one language."""

    selection: Selection
    catalogue: Catalogue
    lang: Lang

    @property
    def columns(self) -> Columns:
        """The columns of the sites that were judged."""
        return self.selection.columns

    @property
    def schema(self) -> Schema:
        """The meaning of the columns."""
        return self.columns.schema

    def say(self, text: Text) -> str:
        """Say words in the language of the page."""
        return text.say(self.lang)

    def title_of(self, parcel: str, row: int) -> str:
        """Return the name of a parcel, its id where it has none."""
        name = self.columns.value("name", row) if "name" in self.columns else None
        return str(name or parcel)

    def panel(self) -> dict[str, Any]:
        """Return what the panel shows."""
        selection, manifest = self.selection, self.catalogue.manifest
        counts = selection.counts
        more = counts.candidates - len(selection.candidates)
        return {
            "labels": {name: self.say(text) for name, text in _LABELS.items()},
            "title": self.say(selection.requirement.title),
            "catalogue": self.say(manifest.title),
            "notice": self.say(manifest.notice) if manifest.notice else "",
            "account": account(selection, self.lang),
            "counts": [(self.say(text), getattr(counts, key)) for key, text in _COUNTS],
            "shortlist": [self._listed(candidate) for candidate in selection.candidates],
            "more": self._more(more) if more > 0 else "",
            "reasons": self._reasons(),
            "measures": selection.measures,
            "unmeasured": any(reason.unmeasured for reason in selection.reasons),
            "near_misses": [
                {
                    "id": near.parcel,
                    "title": self.title_of(near.parcel, near.row),
                    "words": self._failing(near.failing),
                }
                for near in selection.near_misses
            ],
            "ramp": RAMP,
            "trust": self._trust(),
        }

    def _more(self, more: int) -> str:
        return self.say(
            Text(
                f"另有 {more:,} 个候选未列出；台账中有全部地块。",
                f"{more:,} more candidates are not listed; the ledger has every parcel.",
            )
        )

    def _listed(self, candidate: Candidate) -> dict[str, Any]:
        return {
            "id": candidate.parcel,
            "rank": candidate.rank,
            "title": self.title_of(candidate.parcel, candidate.row),
            "score": self._score(candidate),
            "percent": round(candidate.suitability * 100, 1),
            "colour": colour(candidate.suitability),
        }

    def _score(self, candidate: Candidate) -> str:
        low, high = candidate.interval
        return f"{low:.3f}" if high - low < 0.0005 else f"{low:.3f}–{high:.3f}"

    def _reasons(self) -> list[dict[str, Any]]:
        requirement = self.selection.requirement
        return [
            {
                "words": reason_words(reason, requirement, self.schema, self.lang),
                "rejected": f"{reason.rejected:,}",
                "unknown": f"{reason.unknown:,}",
                "unmeasured": f"{reason.unmeasured:,}",
            }
            for reason in self.selection.reasons
        ]

    def _failing(self, failing: Sequence[FailingConstraint]) -> list[str]:
        constraints = {c.id: c for c in self.selection.requirement.constraints}
        return [
            failing_words(one, constraints[one.constraint], self.schema, self.lang)
            for one in failing
        ]

    def _trust(self) -> list[str]:
        manifest = self.catalogue.manifest
        credited = [f"{s.name}: {s.licence}" for s in manifest.sources if s.licence]
        about = (
            f"{self.say(Text('目录', 'Catalogue'))} {manifest.id} · {manifest.date or ''} · "
            f"{self.say(Text('结果校验码', 'digest'))} {self.selection.digest[:16]} · "
            f"sitesel {self.selection.version}"
        )
        return [about, *dict.fromkeys(credited)]

    def script_words(self) -> dict[str, str]:
        """Return the words that the page's script needs."""
        keys = (
            "criterion", "found", "share", "nothing", "map", "layers", "closer", "farther", "whole",
            "clear",
        )  # fmt: skip
        return {key: self.say(_LABELS[key]) for key in keys}

    def candidate(self, candidate: Candidate) -> dict[str, Any]:
        """Return what a candidate's popup says."""
        criteria, lang = {c.id: c for c in self.selection.requirement.criteria}, self.lang
        most = max((c.share for c in candidate.contributions), default=0.0) or 1.0
        return {
            **self._about(candidate.parcel, candidate.row, "candidate"),
            "rank": candidate.rank,
            "says": f"{self.say(_LABELS['suitability'])} {self._score(candidate)}",
            "contributions": [
                {
                    "label": (criteria[c.criterion].title or self.schema[c.attribute].label).say(
                        lang
                    ),
                    "found": found_words(
                        c.found, c.state, c.place, self.schema[c.attribute], self.schema, lang
                    ),
                    "share": f"{c.share:.3f}",
                    "part": c.share / most,
                }
                for c in candidate.contributions
            ],
        }

    def other(self, entry: Disposition) -> dict[str, Any]:
        """Return what the popup of a parcel says that is no listed candidate."""
        return {
            **self._about(entry.parcel, entry.row, entry.disposition),
            "says": self.say(DISPOSITION[entry.disposition]),
            "reasons": self._failing([*entry.rejected_by, *entry.unknown]),
        }

    def _about(self, parcel: str, row: int, disposition: str) -> dict[str, Any]:
        columns, lang = self.columns, self.lang
        facts = [
            (
                self.schema[name].label.say(lang),
                found(columns.value(name, row), self.schema[name], lang),
            )
            for name in _FACTS
            if name in columns and columns.value(name, row) is not None
        ]
        told = notes(columns, row, lang, requirement=self.selection.requirement)
        facts += [(self.say(_LABELS["note"]), note) for note in told]
        return {
            "title": self.title_of(parcel, row),
            "disposition": disposition,
            "facts": facts,
        }
