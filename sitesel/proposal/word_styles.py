"""The styles of a Word document, and its page."""

from __future__ import annotations

from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from sitesel.proposal.word_fields import field
from sitesel.proposal.word_tables import WIDTH

_INK, _SOFT = RGBColor(0x17, 0x26, 0x2B), RGBColor(0x4A, 0x5D, 0x63)
_BRAND = "0B5A4A"


def styled(document: Any) -> None:  # noqa: ANN401  # python-docx has no types
    """Set the fonts, sizes and spaces of a document."""
    styles = document.styles
    _face(styles["Normal"], "宋体", "Times New Roman", 10.5)
    styles["Normal"].paragraph_format.line_spacing = 1.35
    styles["Normal"].paragraph_format.space_after = Pt(4)
    for level, size in ((1, 16.0), (2, 13.0), (3, 11.0)):
        style = styles[f"Heading {level}"]
        _face(style, "黑体", "Arial", size, bold=True)
        style.font.color.rgb = RGBColor.from_string(_BRAND)
        style.font.italic = False
        style.paragraph_format.space_before = Pt((20, 14, 9)[level - 1])
        style.paragraph_format.space_after = Pt((8, 6, 3)[level - 1])
        style.paragraph_format.keep_with_next = True
    for name, east, latin, size, bold in (
        ("Contents Heading", "黑体", "Arial", 16, True),
        ("toc 1", "黑体", "Arial", 10.5, False),
        ("toc 2", "宋体", "Times New Roman", 10.5, False),
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
    styles["Contents Heading"].font.color.rgb = RGBColor.from_string(_BRAND)
    styles["Contents Heading"].paragraph_format.space_after = Pt(10)
    styles["toc 1"].paragraph_format.space_before = Pt(4)
    styles["toc 2"].paragraph_format.left_indent = Mm(8)
    for name in ("toc 1", "toc 2"):
        styles[name].paragraph_format.tab_stops.add_tab_stop(
            Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )
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


def paged(document: Any) -> None:  # noqa: ANN401
    """Set the page, and what stands at its head and foot."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - WIDTH) / 2)
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
    field(foot, "PAGE")
    foot.add_run("{{ say.page_between }}")
    field(foot, "NUMPAGES")
    foot.add_run("{{ say.page_after }}")
