from __future__ import annotations

import pytest

from sitesel.errors import ProjectRefused
from sitesel.language import Text
from sitesel.projects.written import Words, check

PLACES = {
    "name": Words(Text("姓名", "the name"), 5, needed=True),
    "text": Words(Text("备注", "the note"), 20, lines=True),
}


def test_what_is_sound_comes_back_tidied():
    assert check({"name": " 李明 ", "text": "一\r\n二\n"}, PLACES) == {
        "name": "李明",
        "text": "一\n二",
    }


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ({"name": " \t"}, ["empty"]),
        ({"name": "李明明明明明"}, ["too-long"]),
        ({"name": "李\n明"}, ["control-character"]),
        ({"name": "李\u202e明"}, ["control-character"]),
        ({"name": "\ud800"}, ["control-character"]),
        ({"text": "a\x00"}, ["control-character"]),
        ({"name": "", "text": "x" * 21}, ["empty", "too-long"]),
    ],
)
def test_all_faults_are_told_at_once_in_both_languages(told, codes):
    with pytest.raises(ProjectRefused) as caught:
        check(told, PLACES)
    assert [fault.code for fault in caught.value.faults] == codes
    assert all(fault.text.zh != fault.text.en for fault in caught.value.faults)
