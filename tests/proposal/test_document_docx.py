from __future__ import annotations

import io
import re
import shutil
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import docx as word
import pytest
from PIL import Image

from sitesel.errors import TemplateRefused
from sitesel.proposal import read_policies
from sitesel.proposal.document_docx import docx
from sitesel.proposal.document_template import template
from tests.proposal.conftest import with_words
from tests.proposal.office import SOFFICE, converted, needs_office, pages_of

HOSTILE = (
    "{{ 7 * 7 }} {% for x in y %} {{ cover.__class__ }} {_{ 7 }_} {_% if %_} {# no #} "
    '<w:p><w:t>x</w:t></w:p> & ]]> "\'` =HYPERLINK("http://x") \x00\x0b\x1b\ud800'
)
SEEN = (
    "{{ 7 * 7 }} {% for x in y %} {{ cover.__class__ }} {_{ 7 }_} {_% if %_} {# no #} "
    '<w:p><w:t>x</w:t></w:p> & ]]> "\'` =HYPERLINK("http://x")'
)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        return {name: package.read(name) for name in package.namelist()}


def words(body: bytes) -> str:
    """Return all text of the document, without the joints that part marks."""
    root = ET.fromstring(parts(body)["word/document.xml"])  # noqa: S314  # our own
    lines = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in root.iter(f"{W}p")]
    return "\n".join(lines).replace("\u200b", "")


def with_template(*lines: str) -> bytes:
    """Return a template of a bureau's own, of a few paragraphs."""
    paper, target = word.Document(), io.BytesIO()
    for line in lines:
        paper.add_paragraph(line)
    paper.save(target)
    return target.getvalue()


def test_the_document_tells_what_the_proposal_holds(proposing):
    told = proposing()
    said = words(docx(told))
    for one in told.shortlist:
        assert one.name in said
        for line in (*one.advantages, *one.gaps):
            assert line in said
        for test in one.standard:
            assert test.figure_said in said
        for part in one.contributions:
            assert part.share_said in said
    for issue in told.issues:
        assert issue.what in said
        assert issue.due_said in said
    for line in (*told.summary, told.search.account, *told.annex.method, told.annex.command):
        assert line in said
    assert "{{" not in said
    assert "{%" not in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_text_stays_text(proposing, lang):
    policies = read_policies("policies: [{id: a, title: b}]")
    told = replace(with_words(proposing(lang=lang, policies=policies), HOSTILE), lang=lang)
    body = docx(told)
    said = words(body)
    assert said.count(SEEN) > 100
    assert "49" not in re.sub(r"7 \* 7", "", said)
    assert "<class" not in said
    for name, part in parts(body).items():
        if name.endswith(".xml"):
            ET.fromstring(part)  # noqa: S314  # well-formed
    assert word.Document(io.BytesIO(body)).core_properties.title.startswith("{")


def test_the_same_proposal_gives_the_same_bytes(proposing):
    assert docx(proposing()) == docx(proposing())


def test_tables_have_heads_that_repeat_rows_that_stay_whole_and_fonts_by_name(proposing):
    told = parts(docx(proposing()))
    root = ET.fromstring(told["word/document.xml"])  # noqa: S314  # our own
    tables = list(root.iter(f"{W}tbl"))
    assert len(tables) > 10
    for table in tables:
        rows = table.findall(f"{W}tr")
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    styles = told["word/styles.xml"].decode()
    for font in ("宋体", "黑体", "仿宋"):
        assert f'w:eastAsia="{font}"' in styles


def test_a_section_without_content_is_left_out_and_the_others_are_numbered(proposing):
    told = proposing()
    said = words(docx(told))
    assert "适用政策" not in said  # there is no table of policies
    assert "五、方案比选" in said
    assert "六、准入评估" in said
    bare = replace(told, comparison=None, issues=(), issues_said=(), evaluations=())
    said = words(docx(bare))
    assert "方案比选" not in said
    assert "办理事项清单" not in said
    assert "五、未入选的接近者与待定者" in said


def test_pictures_stand_where_they_are_given(proposing):
    target = io.BytesIO()
    Image.new("RGB", (40, 20), "green").save(target, "PNG")
    pictures = {"overview": target.getvalue(), "parcel:A": target.getvalue()}
    body = docx(proposing(), pictures)
    root = ET.fromstring(parts(body)["word/document.xml"])  # noqa: S314  # our own
    assert len(list(root.iter(f"{W}drawing"))) == 2
    assert "图 1　总图：全部地块，候选按适宜度着色并标名次" in words(body)
    assert "图 2　地块与周边" in words(body)
    assert "图 1" not in words(docx(proposing()))


def test_a_bureau_brings_its_own_template(proposing):
    own = with_template(
        "{{ cover.title }} / {{ cover.digest }}",
        "{% for one in shortlist %}{{ one.rank }} {{ one.name }} {% endfor %}",
    )
    told = proposing()
    said = words(docx(told, own=own))
    assert f"{told.cover.title} / {told.cover.digest}" in said
    assert "1 甲一 2 甲二" in said


def test_the_default_template_is_one_to_start_from(proposing):
    assert words(docx(proposing(), own=template())) == words(docx(proposing()))


@pytest.mark.parametrize(
    "line",
    ["{{ cover.titel }}", "{{ no_such_field }}", "{% for one in shortlist %}", "{{ 1 / 0 }}",
     "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ cover.__init__.__globals__ }}",
     "{% include '/etc/passwd' %}", "{% for x in range(10 ** 9) %}{% endfor %}",
     "{{ one | no_filter }}"],
)  # fmt: skip
def test_a_template_that_can_not_be_filled_is_refused(proposing, line):
    with pytest.raises(TemplateRefused) as refused:
        docx(proposing(), own=with_template(line))
    assert "shortlist" in refused.value.text.zh  # the fields that there are


def test_what_is_no_word_document_is_refused(proposing):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * 70_000_000)
    for body in (b"PK not a zip", target.getvalue(), b""):
        with pytest.raises(TemplateRefused):
            docx(proposing(), own=body)


@needs_office
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
def test_forty_issues_with_long_names_break_over_pages_with_their_head(proposing, tmp_path):
    told = proposing()
    [one, *_] = told.issues
    long = "舟山群岛新区某某临港装备制造产业园区一期工业用地（二类）示范地块" * 2
    many = tuple(
        replace(one, number=n, key=f"k{n}", site=long, what=f"第 {n} 点：{one.what}{long}")
        for n in range(1, 41)
    )
    body = docx(replace(told, issues=many))
    pages = pages_of(converted(body, "docx", "pdf", tmp_path), tmp_path)
    flat = [re.sub(r"\s", "", page) for page in pages]
    with_issues = [page for page in flat if re.search(r"第\d+点：", page)]
    assert len(with_issues) >= 3
    for page in with_issues:
        assert "责任部门" in page
        assert "期限" in page
    whole = "".join(flat)
    assert all(f"第{n}点：" in whole for n in range(1, 41))
    lines = re.findall(r"^\s*([一二三四五六七八九十]+)、.*?\.*\s*(\d+)\s*$", pages[1], re.MULTILINE)
    assert len(lines) >= 8  # each heading of the contents has its page
    for numeral, page in lines:
        assert f"{numeral}、" in flat[int(page) - 1]
    assert SOFFICE is not None
