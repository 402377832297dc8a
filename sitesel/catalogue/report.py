"""The report on a catalogue's data: one self-contained page a language.

What went in and what came out, every kind of finding with its first examples, and a sketch of
where they are. All findings, without end, are in `findings.parquet` beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geopandas import GeoSeries
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sitesel.catalogue.sketch import Sketch, mark, sketch
from sitesel.findings import SEVERITIES, Finding, FindingKind, Severity, finding_kinds
from sitesel.language import LANGUAGES, Lang, Text

_EXAMPLES = 20
_SEVERITY: Mapping[Severity, tuple[Text, Text]] = {
    "fatal": (Text("致命", "Fatal"), Text("整层不可信", "the whole layer can't be trusted")),
    "error": (Text("错误", "Error"), Text("已搁置，或取值未知", "set aside, or left unknown")),
    "warning": (
        Text("警告", "Warning"),
        Text("已修复，或请人核对", "repaired, or wants a person's eye"),
    ),
    "note": (Text("说明", "Note"), Text("仅告知", "told, and nothing more")),
}


@dataclass(frozen=True, slots=True)
class LayerCount:
    """What became of the rows of one layer: `rows` = `published` + `set_aside`.

    The `label` is what readers call the layer, where that is not its name.
    """

    layer: str
    rows: int
    published: int
    set_aside: int
    label: Text | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one kind, over all layers and columns.

    Parameters
    ----------
    kind
        What they have in common.
    findings, count
        How many findings, and how many rows they concern, added up.
    examples
        The first ones; the others are in `findings.parquet`.
    """

    kind: FindingKind
    findings: int
    count: int
    examples: tuple[Finding, ...]

    @property
    def more(self) -> int:
        """How many findings are not shown."""
        return self.findings - len(self.examples)

    @property
    def one_by_one(self) -> bool:
        """Whether any finding shown is about a row, and not about a whole layer."""
        return any(finding.row is not None for finding in self.examples)

    @property
    def layer(self) -> str | None:
        """The one layer that all findings shown are about; None where there are several."""
        layers = {finding.layer for finding in self.examples}
        return layers.pop() if len(layers) == 1 else None

    def done(self, lang: Lang) -> str | None:
        """Say what was done about all of several findings; None where that differs."""
        done = {finding.done(lang) for finding in self.examples}
        return done.pop() if len(done) == 1 < len(self.examples) else None

    @property
    def has_columns(self) -> bool:
        """Whether any finding shown is about a column."""
        return any(finding.column is not None for finding in self.examples)


def group(findings: Sequence[Finding], *, examples: int = _EXAMPLES) -> list[Group]:
    """Group findings by kind; the gravest first, then as they were found."""
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    kinds = finding_kinds()
    groups = [
        Group(kinds[code], len(own), sum(f.count for f in own), tuple(own[:examples]))
        for code, own in by_code.items()
    ]
    return sorted(groups, key=lambda each: SEVERITIES.index(each.kind.severity))


def report(
    findings: Sequence[Finding],
    lang: Lang,
    *,
    title: Text,
    counts: Sequence[LayerCount],
    outlines: GeoSeries | None = None,
    land: GeoSeries | None = None,
    notice: Text | None = None,
    examples: int = _EXAMPLES,
) -> str:
    """Return the report as a page of HTML in one language.

    Parameters
    ----------
    findings
        In the order in which they were found.
    lang
        The language of the page.
    title
        The catalogue's.
    counts
        What became of the rows, layer by layer.
    outlines
        Parcels and halls in OGC:CRS84, for the sketch; None draws the findings alone.
    land
        The land in OGC:CRS84, drawn faintly beneath them; None draws none.
    notice
        What every page must say, that parcels are illustrative for example.
    examples
        How many findings of a kind are shown.
    """
    outlines = GeoSeries([], crs="OGC:CRS84") if outlines is None else outlines
    drawn = sketch(outlines, findings, land=land)
    return _page(lang, title, notice, counts, findings, examples, drawn)


def write_reports(
    findings: Sequence[Finding],
    folder: Path,
    *,
    title: Text,
    counts: Sequence[LayerCount],
    outlines: GeoSeries | None = None,
    land: GeoSeries | None = None,
    notice: Text | None = None,
    examples: int = _EXAMPLES,
) -> tuple[Path, ...]:
    """Write `report.zh.html` and `report.en.html` into a folder; the same input, the same bytes.

    See `report` for the parameters.
    """
    outlines = GeoSeries([], crs="OGC:CRS84") if outlines is None else outlines
    drawn = sketch(outlines, findings, land=land)
    paths = []
    for lang in LANGUAGES:
        path = folder / f"report.{lang}.html"
        page = _page(lang, title, notice, counts, findings, examples, drawn)
        path.write_text(page, "utf-8", newline="\n")
        paths.append(path)
    return tuple(paths)


def _page(
    lang: Lang,
    title: Text,
    notice: Text | None,
    counts: Sequence[LayerCount],
    findings: Sequence[Finding],
    examples: int,
    drawn: Sketch | None,
) -> str:
    told: dict[Severity, int] = dict.fromkeys(SEVERITIES, 0)
    for finding in findings:
        told[finding.severity] += 1
    labels = {count.layer: count.label.say(lang) for count in counts if count.label}
    shared = [count.layer for count in counts]  # one name may stand for layers of several uses
    labels = {layer: label for layer, label in labels.items() if shared.count(layer) == 1}
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page: str = environment.get_template("report.html.jinja").render(
        lang=lang,
        other=next(each for each in LANGUAGES if each != lang),
        say=lambda zh, en: zh if lang == "zh" else en,
        title=title.say(lang),
        notice=notice and notice.say(lang),
        counts=counts,
        called=lambda layer: labels.get(layer, layer),
        total=LayerCount(
            "",
            sum(count.rows for count in counts),
            sum(count.published for count in counts),
            sum(count.set_aside for count in counts),
        ),
        findings=len(findings),
        told=told,
        severities={
            severity: (name.say(lang), meaning.say(lang))
            for severity, (name, meaning) in _SEVERITY.items()
        },
        groups=group(findings, examples=examples),
        sketch=drawn,
        mark=mark,
    )
    return page
