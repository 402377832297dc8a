"""The default Word template: made here with python-docx, filled by docxtpl.

A bureau that wants its own starts from what `template()` returns: the words in double braces are
fields of the content model (`sitesel.proposal.content`), `say` holds the fixed words, `h` the
numbered headings, `pictures` the maps and charts.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

_INK, _SOFT = RGBColor(0x17, 0x26, 0x2B), RGBColor(0x4A, 0x5D, 0x63)
_BRAND, _SHADE, _LINE = "0B5A4A", "E4EFEC", "B9C9C6"
_WIDTH = 166  # mm between the margins


@cache
def template() -> bytes:
    """Return the template as DOCX."""
    paper = _Paper(Document())
    _styles(paper.document)
    _page(paper.document)
    _cover(paper)
    _summary(paper)
    _need(paper)
    _search(paper)
    _shortlist(paper)
    _comparison(paper)
    _policies(paper)
    _evaluations(paper)
    _issues(paper)
    _others(paper)
    _annex(paper)
    target = io.BytesIO()
    paper.document.save(target)
    return target.getvalue()


class _Paper:
    """The document being written."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401  # python-docx has no types
        self.document = document

    def line(self, words: str, style: str = "Normal") -> Any:  # noqa: ANN401
        """Add a paragraph."""
        return self.document.add_paragraph(words, style=style)

    def tag(self, words: str) -> None:
        """Add a paragraph that is a tag alone, and goes when it is filled."""
        self.line("{%p " + words + " %}")

    def heading(self, name: str, level: int = 1) -> None:
        """Add a numbered heading."""
        self.line("{{ " + name + " }}", f"Heading {level}")

    def caption(self, words: str) -> None:
        """Add the caption of a table, with its number."""
        self.line("{{ say.table }} {{ next_table() }}　" + words, "Table Caption")

    def listed(self, many: str, style: str = "List Bullet") -> None:
        """Add a list, a paragraph each."""
        self.tag(f"for line in {many}")
        self.line("{{ line }}", style)
        self.tag("endfor")

    def picture(self, key: str, caption: str) -> None:
        """Add a picture with its caption, where there is one."""
        self.tag(f"if {key}")
        self.line("{{ " + key + " }}", "Picture")
        self.line(
            "{{ say.picture }} {{ next_picture() }}　{{ " + caption + " }}", "Picture Caption"
        )
        self.tag("endif")

    def table(
        self,
        heads: Sequence[str],
        cells: Sequence[str],
        widths: Sequence[float],
        *,
        each: str,
        centred: Sequence[int] = (),
        last: Sequence[str] | None = None,
    ) -> None:
        """Add a table with a row for each of many; its head is repeated on every page.

        Parameters
        ----------
        heads, cells
            Of the columns; fields in braces.
        widths
            Of the columns, in parts of the whole.
        each
            `one in many`.
        centred
            Columns that are centred.
        last
            A row below.
        """
        rows = [heads, ["{%tr for " + each + " %}"], cells, ["{%tr endfor %}"]]
        if last is not None:
            rows.append(last)
        table = self.document.add_table(rows=len(rows), cols=len(heads))
        _laid_out(table, widths)
        for number, (row, words) in enumerate(zip(table.rows, rows, strict=True)):
            _whole(row)
            for place, cell in enumerate(row.cells):
                said = words[place] if place < len(words) else ""
                paragraph = cell.paragraphs[0]
                paragraph.style = "Table Head" if number == 0 else "Table Text"
                paragraph.add_run(said).bold = number == 0 or words is last
                if place in centred:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                if number == 0:
                    _shade(cell, _SHADE)
        _repeated(table.rows[0])
        self.line("", "Gap")


def _styles(document: Any) -> None:  # noqa: ANN401
    styles = document.styles
    _face(styles["Normal"], "宋体", "Times New Roman", 10.5)
    styles["Normal"].paragraph_format.line_spacing = 1.35
    styles["Normal"].paragraph_format.space_after = Pt(4)
    for level, size in ((1, 16), (2, 13), (3, 11)):
        style = styles[f"Heading {level}"]
        _face(style, "黑体", "Arial", size, bold=True)
        style.font.color.rgb = RGBColor.from_string(_BRAND)
        style.font.italic = False
        style.paragraph_format.space_before = Pt((20, 14, 9)[level - 1])
        style.paragraph_format.space_after = Pt((8, 6, 3)[level - 1])
        style.paragraph_format.keep_with_next = True
    for name, east, latin, size, bold in (
        ("Cover Heading", "黑体", "Arial", 15, False),
        ("Cover Title", "黑体", "Arial", 26, True),
        ("Cover Line", "仿宋", "Times New Roman", 13, False),
        ("Notice", "仿宋", "Times New Roman", 10, False),
        ("Table Head", "黑体", "Arial", 9, True),
        ("Table Text", "宋体", "Times New Roman", 9, False),
        ("Table Caption", "黑体", "Arial", 9, False),
        ("Picture Caption", "黑体", "Arial", 9, False),
        ("Picture", "宋体", "Times New Roman", 9, False),
        ("Small", "宋体", "Times New Roman", 9, False),
        ("Gap", "宋体", "Times New Roman", 5, False),
        ("Code", "仿宋", "Courier New", 9, False),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _face(style, east, latin, size, bold=bold)
        style.paragraph_format.space_after = Pt(2)
        style.paragraph_format.line_spacing = 1.15
    styles["Cover Title"].paragraph_format.space_before = Pt(8)
    styles["Cover Title"].paragraph_format.space_after = Pt(40)
    styles["Cover Heading"].paragraph_format.space_before = Pt(120)
    styles["Cover Line"].paragraph_format.space_after = Pt(8)
    for name in ("Table Head", "Table Text"):
        styles[name].paragraph_format.space_after = Pt(0)
    styles["Table Caption"].paragraph_format.keep_with_next = True
    styles["Table Caption"].paragraph_format.space_before = Pt(6)
    for name in ("Picture", "Picture Caption"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    styles["Picture"].paragraph_format.keep_with_next = True
    for name in ("Small", "Table Caption", "Picture Caption"):
        styles[name].font.color.rgb = _SOFT
    for name in ("List Bullet",):
        _face(styles[name], "宋体", "Times New Roman", 10.5)
        styles[name].paragraph_format.space_after = Pt(2)


def _face(style: Any, east: str, latin: str, size: float, *, bold: bool = False) -> None:  # noqa: ANN401
    """Set the fonts by name: Chinese characters take the East-Asian one."""
    style.font.name, style.font.size, style.font.bold = latin, Pt(size), bold
    style.font.color.rgb = _INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), east)
    # else punctuation is set as in Japan or Taiwan where the fonts themselves are missing
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.get_or_add_rPr().append(language)


def _page(document: Any) -> None:  # noqa: ANN401
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - _WIDTH) / 2)
    section.top_margin, section.bottom_margin = Mm(24), Mm(20)
    section.different_first_page_header_footer = True
    head = section.header.paragraphs[0]
    head.style = document.styles["Small"]
    head.text = "{{ cover.title }}"
    head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot = section.footer.paragraphs[0]
    foot.style = document.styles["Small"]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("{{ cover.digest }} · {{ say.page_before }}")
    _field(foot, "PAGE")
    foot.add_run("{{ say.page_between }}")
    _field(foot, "NUMPAGES")
    foot.add_run("{{ say.page_after }}")


def _field(paragraph: Any, code: str) -> None:  # noqa: ANN401
    """Add a field that the word processor works out."""
    run = paragraph.add_run()
    for kind, text in (
        ("begin", None),
        (None, code),
        ("separate", None),
        (None, None),
        ("end", None),
    ):
        if kind is not None:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        elif text is not None:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = f" {text} "
        else:
            part = OxmlElement("w:t")
            part.text = "1"
        run._r.append(part)  # noqa: SLF001  # python-docx has no fields


def _laid_out(table: Any, widths: Sequence[float]) -> None:  # noqa: ANN401
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    whole = sum(widths)
    for place, width in enumerate(widths):
        table.columns[place].width = Mm(_WIDTH * width / whole)
        for row in table.rows:
            row.cells[place].width = Mm(_WIDTH * width / whole)
            row.cells[place].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    _bordered(table)


def _bordered(table: Any) -> None:  # noqa: ANN401
    properties = table._tbl.tblPr  # noqa: SLF001
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _LINE)):
            edge.set(qn(f"w:{key}"), value)
        borders.append(edge)
    properties.append(borders)
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", 20), ("left", 80), ("bottom", 20), ("right", 80)):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(twips))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    properties.append(margins)


def _repeated(row: Any) -> None:  # noqa: ANN401
    """Repeat a row at the top of every page."""
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(head)  # noqa: SLF001


def _whole(row: Any) -> None:  # noqa: ANN401
    """Keep a row on one page."""
    kept = OxmlElement("w:cantSplit")
    kept.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(kept)  # noqa: SLF001


def _shade(cell: Any, colour: str) -> None:  # noqa: ANN401
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001


def _cover(paper: _Paper) -> None:
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
    paper.line("{{ say.digest }}{{ say.colon }}{{ cover.digest }}", "Cover Line")
    paper.tag("if cover.notice")
    paper.line("{{ cover.notice }}", "Notice")
    paper.tag("endif")
    paper.document.add_page_break()


def _summary(paper: _Paper) -> None:
    paper.heading("h.summary")
    paper.listed("summary")


def _need(paper: _Paper) -> None:
    paper.heading("h.need")
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


def _search(paper: _Paper) -> None:
    paper.heading("h.search")
    paper.line("{{ search.account }}{{ say.stop }}")
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


def _shortlist(paper: _Paper) -> None:
    paper.heading("h.shortlist")
    paper.tag("if not shortlist")
    paper.line("{{ say.none }}")
    paper.tag("endif")
    paper.tag("if shortlist")
    paper.picture("pictures.overview", "say.overview_map")
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
    paper.tag("endif")
    paper.tag("for one in shortlist")
    paper.line("{{ one.numbered }}", "Heading 2")
    paper.picture("one.pictures.parcel", "say.parcel_map")
    _sentences(paper)
    _tables_of_a_candidate(paper)
    paper.tag("endfor")


def _sentences(paper: _Paper) -> None:
    for many in ("advantages", "gaps", "notes"):
        paper.tag(f"if one.{many}")
        paper.heading(f"say.{many}", 3)
        paper.listed(f"one.{many}")
        paper.tag("endif")


def _tables_of_a_candidate(paper: _Paper) -> None:
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
    _table_if(paper, "facts_flat", "{{ say.facts }}",
              ["{{ say.item }}", "{{ say.value }}", "{{ say.source }}"],
              ["{{ part.label }}", "{{ part.said }}", "{{ part.source }}"],
              [3.2, 4, 4.6])  # fmt: skip
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
    _table_if(paper, "placed", "{{ say.placed }}",
              ["{{ say.item }}", "{{ say.value }}"],
              ["{{ part.label }}", "{{ part.said }}"], [4, 8])  # fmt: skip
    _table_if(paper, "costs", "{{ say.costs }}",
              ["{{ say.item }}", "{{ say.amount }}", "{{ say.formula }}"],
              ["{{ part.label }}", "{{ part.said }}", "{{ part.formula }}"], [4, 3, 5])  # fmt: skip
    _table_if(paper, "access", "{{ say.access }}",
              ["{{ say.kind }}", "{{ say.mode }}", "{{ say.nearest }}", "{{ say.time }}",
               "{{ say.distance }}", "{{ say.crossing }}"],
              ["{{ part.kind_label }}", "{{ part.mode_label }}", "{{ part.name }}",
               "{{ part.said }}", "{{ part.distance_said }}", "{{ part.crossings_said }}"],
              [2.2, 2, 3.6, 2.2, 1.8, 2.4])  # fmt: skip
    paper.picture("one.pictures.access", "say.access_map")
    _table_if(paper, "firms", "{{ say.firms }}",
              ["{{ say.firm }}", "{{ say.kind }}", "{{ say.relation }}", "{{ say.distance }}"],
              ["{{ part.name }}", "{{ part.kind_label }}", "{{ part.relation }}",
               "{{ part.distance_said }}"], [4, 3, 2, 2])  # fmt: skip


def _table_if(
    paper: _Paper,
    many: str,
    caption: str,
    heads: Sequence[str],
    cells: Sequence[str],
    widths: Sequence[float],
) -> None:
    """Add a table of a candidate, where it has anything to show."""
    paper.tag(f"if one.{many}")
    paper.caption(caption)
    paper.table(heads, cells, widths, each=f"part in one.{many}")
    paper.tag("endif")


def _comparison(paper: _Paper) -> None:
    paper.tag("if comparison")
    paper.heading("h.comparison")
    paper.caption("{{ say.comparison }}")
    table = paper.document.add_table(rows=4, cols=4)
    _laid_out(table, [3, 3, 3, 3])
    texts = (
        ("{{ say.item }}", "{%tc for head in comparison.heads %}", "{{ head }}", "{%tc endfor %}"),
        ("{%tr for one in comparison.rows %}", "", "", ""),
        ("{{ one.label }}", "{%tc for cell in one.told %}", "{{r cell }}", "{%tc endfor %}"),
        ("{%tr endfor %}", "", "", ""),
    )
    for number, (row, words) in enumerate(zip(table.rows, texts, strict=True)):
        _whole(row)
        for cell, said in zip(row.cells, words, strict=True):
            cell.paragraphs[0].style = "Table Head" if number == 0 else "Table Text"
            cell.paragraphs[0].add_run(said)
            if number == 0:
                _shade(cell, _SHADE)
    _repeated(table.rows[0])
    paper.line("", "Gap")
    paper.line("{{ say.best_mark }}", "Small")
    paper.tag("endif")


def _policies(paper: _Paper) -> None:
    paper.tag("if policies_said or policies")
    paper.heading("h.policies")
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


def _evaluations(paper: _Paper) -> None:
    paper.tag("if evaluations")
    paper.heading("h.evaluations")
    paper.tag("for sheet in evaluations")
    paper.line("{{ sheet.title }}{{ say.colon }}{{ sheet.summary }}", "Heading 2")
    paper.table(
        ["{{ say.condition }}", "{{ say.basis }}", "{{ say.evidence }}", "{{ say.result }}",
         "{{ say.department }}", "{{ say.opinion }}"],
        ["{{ one.words }}", "{{ one.basis }}", "{{ one.evidence }}", "{{ one.outcome_said }}",
         "{{ one.department }}", ""],
        [3.2, 2.6, 3, 1.3, 1.7, 1.7], each="one in sheet.lines", centred=(3,),
    )  # fmt: skip
    paper.line("{{ say.signature }}", "Small")
    paper.tag("endfor")
    paper.tag("endif")


def _issues(paper: _Paper) -> None:
    paper.tag("if issues")
    paper.heading("h.issues")
    paper.caption("{{ say.issues }}")
    paper.table(
        ["{{ say.number }}", "{{ say.site }}", "{{ say.point }}", "{{ say.nature }}",
         "{{ say.department }}", "{{ say.due }}", "{{ say.status }}"],
        ["{{ one.number }}", "{{ one.site }}", "{{ one.what }}", "{{ one.kind_said }}",
         "{{ one.department }}", "{{ one.due_said }}", "{{ one.status_said }}"],
        [0.9, 2.2, 4.8, 1.3, 2, 1.8, 1], each="one in issues", centred=(0, 3, 6),
    )  # fmt: skip
    paper.listed("issues_said", "Small")
    paper.tag("endif")


def _others(paper: _Paper) -> None:
    paper.tag("if near_misses or undecided")
    paper.heading("h.others")
    paper.tag("if near_misses")
    paper.caption("{{ say.near_misses }}")
    paper.table(
        ["{{ say.site }}", "{{ say.lacks }}", "{{ say.way_out }}"],
        ["{{ one.named }}", "{{ one.lacks }}", "{{ one.way }}"],
        [2.6, 5.6, 3.8], each="one in near_misses",
    )  # fmt: skip
    paper.tag("endif")
    paper.tag("if undecided")
    paper.caption("{{ say.undecided }}")
    paper.table(
        ["{{ say.site }}", "{{ say.not_known }}"],
        ["{{ one.named }}", "{{ one.told }}"],
        [3, 9], each="one in undecided",
    )  # fmt: skip
    paper.tag("endif")
    paper.tag("endif")


def _annex(paper: _Paper) -> None:
    paper.heading("h.annex")
    paper.heading("say.method", 2)
    paper.listed("annex.method", "Normal")
    paper.heading("say.limits", 2)
    paper.listed("annex.limits")
    paper.heading("say.sources", 2)
    paper.caption("{{ say.sources }}")
    paper.table(
        ["{{ say.source }}", "{{ say.file }}", "{{ say.day }}", "{{ say.rows }}",
         "{{ say.licence }}", "SHA-256"],
        ["{{ one.name }}", "{{ one.file }}", "{{ one.date }}", "{{ one.rows }}",
         "{{ one.licence }}", "{{ one.sha256 }}"],
        [2.6, 2.6, 1.6, 1, 3, 2.4], each="one in search.sources",
    )  # fmt: skip
    paper.heading("say.repeat", 2)
    paper.listed("annex.repeat", "Normal")
    paper.line("{{ annex.command }}", "Code")
    paper.tag("for line in annex.identity")
    paper.line("{{ line[0] }}{{ say.colon }}{{ line[1] }}", "Small")
    paper.tag("endfor")
