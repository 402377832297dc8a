from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import typst

from sitesel.exports.typesetting import FONT
from sitesel.proposal import Opinion, propose
from sitesel.proposal import pdf as module
from sitesel.proposal.charts import charts
from sitesel.proposal.content import AccessLine
from sitesel.proposal.labels import labels
from sitesel.proposal.maps import Map, maps
from sitesel.proposal.pdf import pdf
from tests.proposal.drawn import NOW, answer, of_the_town
from tests.proposal.office import pages_of

pytestmark = [
    pytest.mark.skipif(FONT not in typst.Fonts().families(), reason=f"no font {FONT!r}"),
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext to read with"),
]
HOSTILE = '#panic("x") $a$ *b* `c` <d> @e [f] \\ ] = g </text><script>\x00\u202e'


def read(body: bytes, tmp_path: Path) -> str:
    path = tmp_path / "proposal.pdf"
    path.write_bytes(body)
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return "".join(done.stdout.split()).replace("\u200b", "")


def written(town, proposal) -> bytes:
    return pdf(proposal, maps(proposal, town, answer(town)), charts(proposal))


def bare(said: str) -> str:
    return "".join(said.split())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_part_of_the_content_is_on_paper(town, tmp_path, lang):
    proposal = of_the_town(town, lang)
    text = read(written(town, proposal), tmp_path)
    said = [proposal.cover.title, proposal.cover.digest, *proposal.summary]
    said += [one.words for one in proposal.need.constraints]
    said += [one.said for one in proposal.need.project]
    for one in proposal.shortlist:
        said += [one.name, one.suitability_said, *one.advantages, *one.gaps]
        said += [fact.said for _, facts in one.facts for fact in facts]
        said += [line.figure_said for line in one.standard]
        said += [line.said for line in one.costs]
    said += [one.department.split()[0] for one in proposal.issues]
    said += [name for name, _ in proposal.annex.identity]
    missing = [words for words in said if bare(words)[:12] not in text]
    assert missing == []


def test_a_watermark_lies_over_every_page_and_all_can_still_be_read(town, tmp_path):
    proposal, sheet = of_the_town(town), of_the_town(town).evaluations[0]
    opinion = Opinion("税务局", "disagree", "税收不足", "赵某", date(2026, 3, 1))
    told = propose(town, answer(town), now=NOW, opinions={(sheet.parcel, ""): [opinion]})
    body = pdf(told, maps(told, town, answer(town)), charts(told), watermark="饕餮公司" * 20)
    pages = pages_of(body, tmp_path)
    assert len(pages) > 5
    assert all("饕" in page for page in pages)
    text = bare("".join(pages))
    assert all(bare(words)[:12] in text for words in proposal.evaluations[0].to_sign)
    for words in ("税务局", "不同意", "税收不足", "赵某", "2026年3月1日"):
        assert words in text


def test_no_section_is_empty(town, tmp_path):
    proposal = of_the_town(town)
    say = labels("zh", "parcels")
    short = replace(
        proposal, shortlist=(), comparison=None, evaluations=(), issues=(), near_misses=(),
        undecided=(), policies_said="",
    )  # fmt: skip
    text = read(written(town, short), tmp_path)
    for name in ("comparison", "evaluations", "issues", "others", "near_misses"):
        assert say[name] not in text
    assert say["no_candidates"] in text


def test_hostile_words_stay_words(town, tmp_path):
    proposal = of_the_town(town)
    hostile = replace(
        proposal,
        cover=replace(proposal.cover, title=HOSTILE, investor=HOSTILE, notice=HOSTILE),
        summary=(HOSTILE,),
        shortlist=tuple(
            replace(one, name=HOSTILE, advantages=(HOSTILE,)) for one in proposal.shortlist
        ),
    )
    assert '#panic("x")$a$*b*`c`<d>@e[f]\\]=g</text><script>' in read(
        written(town, hostile), tmp_path
    )


def test_a_word_without_end_breaks_and_is_whole(town, tmp_path):
    proposal = of_the_town(town)
    long = "W" * 300
    text = read(written(town, replace(proposal, summary=(long,))), tmp_path)
    assert long in text


def test_long_ids_are_found_again(town, tmp_path):
    proposal = of_the_town(town)
    long = "DS-" + "9" * 40
    one = replace(proposal.shortlist[0], parcel=long)
    sheet = replace(proposal.evaluations[0], parcel=long)
    drawn = {key.replace(":A", f":{long}"): shown
             for key, shown in maps(proposal, town, answer(town)).items()}  # fmt: skip
    whole = replace(proposal, shortlist=(one,), comparison=None, evaluations=(sheet,))
    text = read(pdf(whole, drawn, {}), tmp_path)
    assert bare("1∶") in text
    told = module._told(whole, drawn, {})
    assert told["proposal"]["shortlist"][0]["parcel"] == long
    assert set(told["joined"]) == {long}


def test_forty_issues_run_over_pages_under_their_head(town, tmp_path):
    proposal = of_the_town(town)
    one = proposal.issues[0]
    many = tuple(replace(one, number=n, key=str(n), what=f"第{n}件事，" * 6) for n in range(1, 41))
    text = read(written(town, replace(proposal, issues=many)), tmp_path)
    assert all(f"第{n}件事" in text for n in range(1, 41))
    head = "".join(
        labels("zh", "parcels")[name] for name in ("site", "point", "nature", "department")
    )
    assert text.count(head) >= 2


def test_facilities_with_long_ids_keep_their_numbers(town):
    proposal = of_the_town(town)
    line = AccessLine("k", "类", "truck", "货车", "container_terminal-of-the-north-1", "港", 1.0,
                      2.0, 0, "1 分钟", "2 米", "")  # fmt: skip
    one = replace(proposal.shortlist[0], access=(line,))
    drawn = {f"access:{one.parcel}": Map("<svg/>", 0, {line.facility: 7})}
    told = module._told(replace(proposal, shortlist=(one,)), drawn, {})
    shown = told["proposal"]["shortlist"][0]["access"][0]
    assert told["numbers"][one.parcel][shown["facility"]] == "7"


def test_halls_are_called_halls(town):
    told = module._told(replace(of_the_town(town), sites="halls"), {}, {})
    assert not [words for words in told["labels"].values() if "地块" in words]


def test_the_command_can_be_copied_as_it_is(town):
    proposal = of_the_town(town)
    command = "sitesel propose a-very-long-name-of-a-requirement.yaml --date 2026-03-02"
    told = module._told(replace(proposal, annex=replace(proposal.annex, command=command)), {}, {})
    assert told["command"] == command
    assert json.dumps(told, allow_nan=False)


def test_the_same_proposal_gives_the_same_bytes(town):
    proposal = of_the_town(town)
    assert written(town, proposal) == written(town, of_the_town(town))
