"""The proposal as a Word document: the content model poured into a template by docxtpl.

Whatever the content holds stays text: it is escaped, characters that XML has no place for are left
out, and templates run in Jinja's sandbox. The same proposal, pictures and template give the same
bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from sitesel.errors import TemplateRefused
from sitesel.proposal.content import Proposal
from sitesel.proposal.document_context import clean, context
from sitesel.proposal.document_template import template as default_template

_LARGEST = 60_000_000  # bytes of a template, unpacked
_THE_DAY = (1980, 1, 1, 0, 0, 0)


def docx(
    proposal: Proposal, pictures: Mapping[str, bytes] | None = None, *, own: bytes | None = None
) -> bytes:
    """Return a proposal as DOCX.

    Parameters
    ----------
    proposal
        The content.
    pictures
        PNG by the keys of `sitesel.proposal.content`; those that are missing are left out.
    own
        A template of the bureau's; the default one when None.

    Raises
    ------
    TemplateRefused
        The template is no DOCX, too large, or names fields that there are not.
    """
    body = default_template() if own is None else _checked(own)
    try:
        paper = DocxTemplate(io.BytesIO(body))
        paper.render(
            context(proposal, pictures or {}, paper),
            SandboxedEnvironment(autoescape=True, undefined=StrictUndefined),
        )
    except Exception as error:  # a template can do whatever its writer thought of
        raise _refused(error) from error
    _dated(paper, proposal)
    target = io.BytesIO()
    paper.save(target)
    return _fixed(target.getvalue())


def _checked(own: bytes) -> bytes:
    """Refuse a template that unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(own)) as package:
            size = sum(one.file_size for one in package.infolist())
            there = "word/document.xml" in package.namelist()
    except zipfile.BadZipFile as error:
        raise TemplateRefused(
            "the template is no DOCX; save it from Word as .docx",
            "模板不是 DOCX 文件；请在 Word 中另存为 .docx",
        ) from error
    if not there or size > _LARGEST:
        raise TemplateRefused(
            f"the template is no Word document, or unpacks to more than {_LARGEST:,} bytes",
            f"模板不是 Word 文档，或解压后超过 {_LARGEST:,} 字节",
        )
    return own


def _refused(error: Exception) -> TemplateRefused:
    known = ", ".join(sorted(set(Proposal.__dataclass_fields__) | {"say", "h", "pictures"}))
    return TemplateRefused(
        f"the template can't be filled: {error}; the fields are {known}",
        f"模板无法填写：{error}；可用字段有 {known}",
    )


def _dated(paper: DocxTemplate, proposal: Proposal) -> None:
    """Set the properties of the document: the day is the proposal's."""
    properties = paper.docx.core_properties
    day = proposal.cover.day
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
    properties.title = clean(proposal.cover.title)[:255]
    properties.author = properties.last_modified_by = "sitesel"
    properties.comments = clean(f"{proposal.cover.catalogue} · {proposal.cover.digest}")[:255]
    properties.created = properties.modified = moment
    properties.revision = 1


def _fixed(body: bytes) -> bytes:
    """Pack the document again with one time for all its parts, so that its bytes are the same."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as package,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as fixed,
    ):
        for one in package.infolist():
            entry = zipfile.ZipInfo(one.filename, _THE_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(entry, package.read(one.filename))
    return target.getvalue()
