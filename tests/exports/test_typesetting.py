from __future__ import annotations

import pytest
import typst

from sitesel.exports.typesetting import FONT, pixels, typeset

pytestmark = pytest.mark.skipif(FONT not in typst.Fonts().families(), reason=f"no font {FONT!r}")
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="45"><rect width="90" height="45"/></svg>'  # noqa: E501


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def test_pictures_become_as_sharp_as_asked():
    drawn = pixels({"a:1": SQUARE, "b": SQUARE}, millimetres=25.4, per_inch=300)
    assert [(name, size(png)) for name, png in drawn.items()] == [
        ("a:1", (300, 150)),
        ("b", (300, 150)),
    ]


def test_one_picture_and_none_are_answers():
    assert list(pixels({"only": SQUARE}, millimetres=10, per_inch=72)) == ["only"]
    assert pixels({}, millimetres=10, per_inch=72) == {}


def test_a_template_reads_no_file(tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    template = tmp_path / "reader.typ"
    template.write_text('#read("secret.txt")')
    with pytest.raises(typst.TypstError, match=r"not found|searched"):
        typeset(template, {}, {})


def test_data_is_never_markup(tmp_path):
    template = tmp_path / "said.typ"
    template.write_text("#let told = json(bytes(sys.inputs.told))\n#told.said\n= #told.said")
    hostile = '#panic("run") $ * _ ` \\ ] <a> @b'
    assert typeset(template, {"said": hostile}, {}).startswith(b"%PDF-")
