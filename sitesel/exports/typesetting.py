"""Typst at work: a template, data and pictures go in, a document comes out.

All words go there as data (JSON), so that none is ever read as markup. The template stands alone
in its folder, so that it reads no file, whatever the data hold. Same input, same bytes.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from sitesel.errors import FontMissing

FONT = "Noto Sans CJK SC"
_ONE_AT_A_TIME = Lock()  # typst keeps a world of its own; two at once take twice the memory
_PAGES = """#let pages = json(bytes(sys.inputs.told))
#set page(margin: 0pt, width: pages.width * 1mm, height: auto)
#for (n, name) in pages.names.enumerate() {
  if n > 0 { pagebreak() }
  image(bytes(sys.inputs.at(name)), format: "svg", width: 100%)
}
"""


def typeset(template: Path, told: Mapping[str, Any], pictures: Mapping[str, str]) -> bytes:
    """Set a document as PDF.

    Parameters
    ----------
    template
        A typst file; it finds the data as `json(bytes(sys.inputs.told))` and each picture as
        `bytes(sys.inputs.at(name))`.
    told
        The data.
    pictures
        SVG by name.

    Raises
    ------
    FontMissing
        There is no font with Chinese characters.
    """
    inputs = {"told": json.dumps(told, ensure_ascii=False, allow_nan=False), **pictures}
    with _ONE_AT_A_TIME, tempfile.TemporaryDirectory() as root:
        alone = Path(root) / template.name
        alone.write_bytes(template.read_bytes())
        body: bytes = typst.compile(
            alone,
            root=Path(root),
            format="pdf",
            font_paths=fonts(),
            sys_inputs=inputs,
            timestamp=0,
        )
    return body


def pixels(pictures: Mapping[str, str], *, millimetres: float, per_inch: int) -> dict[str, bytes]:
    """Turn SVG into PNG, all of one width on paper.

    Raises
    ------
    FontMissing
        There is no font with Chinese characters.
    """
    if not pictures:
        return {}
    told = json.dumps({"width": millimetres, "names": list(pictures)}, ensure_ascii=False)
    with _ONE_AT_A_TIME, tempfile.TemporaryDirectory() as root:
        alone = Path(root) / "pages.typ"
        alone.write_text(_PAGES, "utf-8")
        drawn = typst.compile(
            alone,
            root=Path(root),
            format="png",
            ppi=per_inch,
            font_paths=fonts(),
            sys_inputs={"told": told, **pictures},
        )
    pages = [drawn] if isinstance(drawn, bytes) else drawn
    return dict(zip(pictures, pages, strict=True))


@cache
def fonts() -> typst.Fonts:
    """Return the fonts of this machine.

    Raises
    ------
    FontMissing
        There is none with Chinese characters.
    """
    known = typst.Fonts()
    if FONT not in known.families():
        raise FontMissing(
            f"no font {FONT!r} to write Chinese with; install it (Debian: apt-get install "
            "fonts-noto-cjk) and start again, or ask for another format",
            f"缺少中文字体 {FONT!r}；请安装（Debian：apt-get install fonts-noto-cjk）后重新启动，"
            "或改用其他格式",
        )
    return known
