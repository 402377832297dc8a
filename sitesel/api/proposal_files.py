"""Files of a proposal: listed, and handed out so that they run nothing where they are opened."""

from __future__ import annotations

import mimetypes
from typing import Any
from urllib.parse import quote

from fastapi import Response
from pydantic import BaseModel, Field

from sitesel.language import Lang, Text
from sitesel.projects.proposals import MadeProposal
from sitesel.proposal.pack import FILES, MANIFEST, REPEAT

_MANIFEST = Text("清单（各文件校验值）", "the manifest, with the digest of each file")
FILE_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "gpkg": "application/geopackage+sqlite3",
    "json": "application/json",
    "html": "text/html",
    "": "application/octet-stream",
}
# what is handed out runs nothing and leads nowhere, whatever it is opened with
FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'self'"
# the map of a pack is a page of its own: its scripts lie inside it
_MAP_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' blob:; style-src 'unsafe-inline'; "
    "img-src data: blob:; sandbox allow-scripts; frame-ancestors 'self'"
)
_PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


class ProposalFileOut(BaseModel):
    """A file of a proposal."""

    name: str
    label: Text
    lang: Lang | None = Field(description="Null where it has no language.")
    bytes: int
    sha256: str
    url: str


def handed_out(body: bytes, name: str, called: str) -> Response:
    """Return the bytes of a file of a proposal, to be saved under a name."""
    kind = FILE_TYPES.get(name.rpartition(".")[2]) or mimetypes.guess_type(name)[0]
    is_map = name.endswith(".html")
    shown = is_map or name.endswith(".pdf")
    how = "inline" if shown else "attachment"
    headers = {
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(called, safe='')}",
        "Content-Security-Policy": _MAP_POLICY if is_map else FILE_POLICY,
    }
    if name.endswith(".pdf"):  # browsers show no PDF within a sandbox
        headers["Content-Security-Policy"] = _PDF_POLICY
    return Response(body, media_type=kind or "application/octet-stream", headers=headers)


def file_out(proposal: MadeProposal, name: str, told: dict[str, Any]) -> ProposalFileOut:
    """Return a file of a proposal, as it goes on the wire."""
    folder, _, last = name.rpartition("/")
    label = {**FILES, **REPEAT, MANIFEST: _MANIFEST}.get(last, Text.of(last))
    told_in = folder or proposal.langs[0]
    lang: Lang = "en" if told_in == "en" else "zh"
    return ProposalFileOut(
        name=name,
        label=label,
        lang=lang if last in FILES else None,
        bytes=told["bytes"],
        sha256=told["sha256"],
        url=f"/api/proposals/{proposal.id}/files/{quote(name)}",
    )
