"""Fields of a Word document, which the word processor works out, and the marks they refer to."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def field(paragraph: Any, code: str, result: str = "1") -> None:  # noqa: ANN401  # untyped
    """Add a field to a paragraph; `result` is shown until it is worked out."""
    for part in _field(code, result):
        paragraph._p.append(part)  # noqa: SLF001  # python-docx has no fields


def marked(paragraph: Any, number: str) -> None:  # noqa: ANN401
    """Put a bookmark around the words of a paragraph; `number` is a field that gives its own."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:id"), number)
    start.set(qn("w:name"), f"heading{number}")
    end.set(qn("w:id"), number)
    words = paragraph._p.r_lst  # noqa: SLF001
    words[0].addprevious(start)
    words[-1].addnext(end)


def entry(paragraph: Any, words: str, number: str) -> None:  # noqa: ANN401
    """Write an entry of a table of contents: words that lead to a bookmark, and its page."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), f"heading{number}")
    link.append(_run(words))
    link.append(_run(None))
    for part in _field(f"PAGEREF heading{number} \\h", ""):
        link.append(part)
    paragraph._p.append(link)  # noqa: SLF001


def _field(code: str, result: str) -> list[Any]:
    return [_mark("begin"), _code(code), _mark("separate"), _run(result), _mark("end")]


def _run(words: str | None) -> Any:  # noqa: ANN401
    """Return a run of words, or of a tab."""
    run = OxmlElement("w:r")
    part = OxmlElement("w:tab" if words is None else "w:t")
    if words is not None:
        part.text = words
        part.set(qn("xml:space"), "preserve")
    run.append(part)
    return run


def _mark(kind: str) -> Any:  # noqa: ANN401
    run, part = OxmlElement("w:r"), OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    run.append(part)
    return run


def _code(code: str) -> Any:  # noqa: ANN401
    run, part = OxmlElement("w:r"), OxmlElement("w:instrText")
    part.set(qn("xml:space"), "preserve")
    part.text = f" {code} "
    run.append(part)
    return run


def worked_out(document: Any) -> None:  # noqa: ANN401
    """Have the word processor work out all fields when it opens the document."""
    told = OxmlElement("w:updateFields")
    told.set(qn("w:val"), "true")
    document.settings.element.append(told)
