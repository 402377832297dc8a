"""What belongs to a project: requirements, selections, contacts, notes and documents."""

from __future__ import annotations

import tempfile
from pathlib import Path as File
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from sitesel.api.answered import answered
from sitesel.api.callers import Now, State
from sitesel.api.dependencies import CurrentCatalogue, Selections, Shelved
from sitesel.api.projects import (
    ContactOut,
    DocumentOut,
    Id,
    Manager,
    NoteOut,
    Number,
    ProjectSelectionOut,
    RequirementBriefOut,
    contact_out,
    document_out,
    note_out,
    requirement_out,
    selection_out,
)
from sitesel.api.sent import DESCRIBED, RequirementSent
from sitesel.catalogue.media_content import MOST_BYTES
from sitesel.errors import ProjectNotFound
from sitesel.people.naming import names
from sitesel.projects.contacts import add_contact, change_contact, delete_contact
from sitesel.projects.documents import (
    add_document,
    document_of,
    forget_content,
    place_of,
    remove_document,
)
from sitesel.projects.notes import add_note
from sitesel.projects.office_content import OFFICE_TYPES
from sitesel.projects.project import project_of
from sitesel.projects.requirements import add_requirement, requirement_of
from sitesel.projects.selections import add_selection
from sitesel.record import write
from sitesel.requirement import read_requirement
from sitesel.schema import Tier

router = APIRouter(prefix="/api/projects/{project}", tags=["项目 / Projects"])

# whatever a document may be taken for, nothing in it runs, loads or leads anywhere
_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
_TYPES = ("application/pdf", "image/jpeg", "image/png", "image/webp", *OFFICE_TYPES)
_Words = Annotated[str, Field(max_length=1000)]


class RequirementOut(RequirementBriefOut):
    """A version of the project's requirement."""

    requirement: dict[str, Any] = Field(description="In the one form, to be posted again.")


class SelectionSent(BaseModel):
    """What to select by."""

    model_config = ConfigDict(extra="forbid")

    requirement: Number = Field(description="Number of the version.")
    scenario: str | None = Field(
        None, max_length=200, description="In place of the requirement's; `base` for none."
    )


class ContactSent(BaseModel):
    """Somebody to talk to."""

    model_config = ConfigDict(extra="forbid")

    name: _Words
    organisation: _Words = ""
    position: _Words = ""
    telephone: _Words = ""
    mail: _Words = ""
    note: _Words = ""


class ContactChange(BaseModel):
    """What to change of a contact; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: _Words | None = None
    organisation: _Words | None = None
    position: _Words | None = None
    telephone: _Words | None = None
    mail: _Words | None = None
    note: _Words | None = None


class NoteSent(BaseModel):
    """A note."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=20_000)


@router.post(
    "/requirements",
    status_code=201,
    openapi_extra=DESCRIBED,
    summary="新版需求 / A version of the requirement",
)
def create_requirement(
    project: Id,
    wanted: RequirementSent,
    catalogue: CurrentCatalogue,
    request: Request,
    caller: Manager,
    state: State,
    now: Now,
    note: Annotated[str, Query(max_length=1000, description="Why it is a new one.")] = "",
) -> RequirementOut:
    """Keep a requirement (JSON, or its own YAML file) as the next version of a project's.

    The same as the last one stays that.
    """
    requirement = wanted.read(catalogue.schema, request.headers)
    with state.writing() as session:
        found = project_of(session, project, changing=True)
        version = add_requirement(session, found, requirement, note=note, by=caller.who, now=now)
        session.flush()
        brief = requirement_out(version, names(session, [version.who])[version.who])
        return RequirementOut(**brief.model_dump(), requirement=version.asked())


@router.get("/requirements/{number}", summary="某版需求 / A version of the requirement")
def read_project_requirement(
    project: Id, number: Annotated[Number, Path()], _caller: Manager, state: State
) -> RequirementOut:
    """Return a version of a project's requirement."""
    with state.reading() as session:
        project_of(session, project)
        version = requirement_of(session, project, number)
        brief = requirement_out(version, names(session, [version.who])[version.who])
        return RequirementOut(**brief.model_dump(), requirement=version.asked())


@router.post("/selections", status_code=201, summary="为项目选址 / Select for a project")
def create_project_selection(
    project: Id,
    sent: SelectionSent,
    catalogue: CurrentCatalogue,
    selections: Selections,
    caller: Manager,
    state: State,
    now: Now,
) -> ProjectSelectionOut:
    """Put a requirement of a project to the published catalogue, and keep what came out."""
    with state.reading() as session:
        project_of(session, project)
        asked = requirement_of(session, project, sent.requirement).asked()
    requirement = read_requirement(asked, schema=catalogue.schema, bare=True)
    selection = answered(catalogue, requirement.in_scenario(sent.scenario))
    selections.keep(selection)
    with state.writing() as session:
        found = add_selection(
            session,
            project_of(session, project, changing=True),
            selection,
            requirement=sent.requirement,
            tier=catalogue.tier,
            by=caller.who,
            now=now,
        )
        session.flush()
        return selection_out(found, names(session, [found.who])[found.who], catalogue.id)


@router.post("/contacts", status_code=201, summary="新增联系人 / Add a contact")
def create_contact(
    project: Id, sent: ContactSent, caller: Manager, state: State, now: Now
) -> ContactOut:
    """Add somebody to talk to."""
    with state.writing() as session:
        found = project_of(session, project, changing=True)
        contact = add_contact(session, found, sent.model_dump(), by=caller.who, now=now)
        return contact_out(contact, names(session, [contact.who])[contact.who])


@router.patch("/contacts/{contact}", summary="修改联系人 / Change a contact")
def update_contact(
    project: Id, contact: Id, sent: ContactChange, caller: Manager, state: State, now: Now
) -> ContactOut:
    """Change a contact; what is left out stays."""
    wanted = sent.model_dump(exclude_none=True)
    with state.writing() as session:
        found = project_of(session, project, changing=True)
        changed = change_contact(session, found, contact, wanted, by=caller.who, now=now)
        return contact_out(changed, names(session, [changed.who])[changed.who])


@router.delete("/contacts/{contact}", status_code=204, summary="删除联系人 / Delete a contact")
def remove_contact(project: Id, contact: Id, caller: Manager, state: State, now: Now) -> None:
    """Delete a contact; nothing is left of who it was."""
    with state.writing() as session:
        found = project_of(session, project, changing=True)
        delete_contact(session, found, contact, by=caller.who, now=now)


@router.post("/notes", status_code=201, summary="添加备注 / Add a note")
def create_note(project: Id, sent: NoteSent, caller: Manager, state: State, now: Now) -> NoteOut:
    """Add a note; notes are never changed."""
    with state.writing() as session:
        found = project_of(session, project, changing=True)
        note = add_note(session, found, sent.text, by=caller.who, now=now)
        return note_out(note, names(session, [note.who])[note.who])


@router.post(
    "/documents",
    status_code=201,
    max_body_size=MOST_BYTES,
    summary="添加文件 / Add a document",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string",
                                                                "format": "binary"}}},
        }
    },
)  # fmt: skip
async def create_document(
    project: Id,
    request: Request,
    *,
    name: Annotated[str, Query(min_length=1, max_length=400, description="Of the file.")],
    tier: Annotated[Tier, Query(description="From which tier on it may be shown.")] = "staff",
    shelf: Shelved,
    caller: Manager,
    state: State,
    now: Now,
) -> DocumentOut:
    """Add a document to a project; the body is the file itself.

    PDF, Word, Excel and PowerPoint without macros, JPEG, PNG and WebP are taken, by their content;
    of pictures, place, camera and author are left out.
    """
    with tempfile.NamedTemporaryFile() as body:
        async for piece in request.stream():
            body.write(piece)
        body.flush()

        def add() -> DocumentOut:
            with state.writing() as session:
                found = project_of(session, project, changing=True)
                document = add_document(
                    session,
                    found,
                    File(body.name),
                    name,
                    store=shelf.store.path,
                    tier=tier,
                    by=caller.who,
                    now=now,
                )
                return document_out(document, names(session, [document.who])[document.who])

        return await run_in_threadpool(add)


@router.get(
    "/documents/{document}",
    summary="一个文件 / A document",
    response_class=FileResponse,
    responses={200: {"content": {kind: {} for kind in _TYPES}}},
)
def read_document(
    project: Id, document: Id, shelf: Shelved, caller: Manager, state: State, now: Now
) -> FileResponse:
    """Return a document of a project, to be saved; that it was taken is on record."""
    with state.writing() as session:
        project_of(session, project)
        found = document_of(session, project, document)
        place = place_of(shelf.store.path, found.sha256)
        if not place.is_file():
            raise ProjectNotFound(
                f"the content of document {document} is not in the store; restore a backup",
                f"存储中没有文件 {document} 的内容；请恢复备份",
            )
        told = {"document": found.id, "name": found.name}
        of = f"project:{project}"
        write(session, now=now, who=caller.who, what="download", of=of, told=told)
    title = quote(found.name, safe="")
    headers = {
        "Content-Security-Policy": _POLICY,
        "Content-Disposition": f'attachment; filename="document-{document}"; '
        f"filename*=UTF-8''{title}",
    }
    return FileResponse(place, media_type=found.type, headers=headers)


@router.delete("/documents/{document}", status_code=204, summary="移除文件 / Remove a document")
def delete_document(
    project: Id, document: Id, shelf: Shelved, caller: Manager, state: State, now: Now
) -> Response:
    """Remove a document; its content goes where no other document has the same."""
    with state.writing() as session:
        found = project_of(session, project, changing=True)
        digest = remove_document(session, found, document, by=caller.who, now=now)
    with state.writing() as session:  # only once it is certain that the document is gone
        forget_content(session, digest, store=shelf.store.path)
    return Response(status_code=204)
