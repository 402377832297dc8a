"""Documents of a project: kept under the digest of their content, for the service's user alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.catalogue.media_content import MOST_BYTES, Unfit, content_of
from sitesel.errors import DocumentRefused, ProjectNotFound
from sitesel.language import Text
from sitesel.projects.contents import Contents
from sitesel.projects.office_content import Macros, TooLarge, office_type
from sitesel.projects.project import Project
from sitesel.projects.written import Words, check
from sitesel.record import write
from sitesel.record.writing import alone
from sitesel.schema import Tier
from sitesel.state import Base

FOLDER = "documents"
MOST = 200
"""How many documents a project may have."""
_PACKED = b"PK\x03\x04"  # a file that only ends like an archive is none
_PLACES = {"name": Words(Text("文件名", "the name of the document"), 200, needed=True)}
_WHY = {
    "media-too-large": Text("文件过大（{value}）", "it is too large ({value})"),
    "media-unknown-content": Text(
        "内容无法识别（{value}）；其他文件请先另存为 PDF",
        "its content is of no known kind ({value}); save others as PDF",
    ),
    "macros": Text(
        "含宏、控件或内嵌程序；请另存为不含宏的文件或 PDF",
        "it holds macros, controls or embedded programs; save it without, or as PDF",
    ),
    "media-damaged": Text("文件已损坏", "it is damaged"),
}


class ProjectDocument(Base):
    """A document that was added to a project."""

    __tablename__ = "project_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    type: Mapped[str] = mapped_column(String(100))
    bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    tier: Mapped[str] = mapped_column(String(20))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    removed: Mapped[datetime | None]


def add_document(
    session: Session,
    project: Project,
    path: Path,
    name: str,
    *,
    store: Path,
    tier: Tier = "staff",
    by: str,
    now: datetime,
) -> ProjectDocument:
    """Add a document, checked by its content; pictures without place, camera and author.

    Parameters
    ----------
    project
        As `project_of(..., changing=True)` gives it.
    path
        Where it lies now; it is copied.
    name
        As its sender calls it.
    store
        Folder of the store.
    tier
        From which tier on it may be shown.

    Raises
    ------
    DocumentRefused
        It is no document that is taken, or there are too many.
    ProjectRefused
        The name has faults.
    NotKept
        The store can't be written to.
    """
    said = check({"name": name.replace("\\", "/").split("/")[-1]}, _PLACES)["name"]
    counted = select(func.count()).where(
        ProjectDocument.project_id == project.id, ProjectDocument.removed.is_(None)
    )
    if (session.scalar(counted) or 0) >= MOST:
        raise DocumentRefused(
            f"a project has {MOST} documents at most; remove one first",
            f"一个项目最多 {MOST} 个文件；请先移除一个",
        )
    kind, body = _read(path)
    digest = sha256(body).hexdigest()
    document = ProjectDocument(
        project_id=project.id,
        name=said,
        type=kind,
        bytes=len(body),
        sha256=digest,
        tier=tier,
        who=by,
        at=now,
    )
    session.add(document)
    session.flush()
    project.changed = now
    told = {"document": document.id, "name": said, "sha256": digest}
    write(session, now=now, who=by, what="document_add", of=f"project:{project.id}", told=told)
    Contents(store / FOLDER).keep(body)  # alone from the entry on, as `forget_content` is
    return document


def documents_of(session: Session, project: int) -> Sequence[ProjectDocument]:
    """Return the documents of a project, in the order they were added; none that was removed."""
    wanted = select(ProjectDocument).where(
        ProjectDocument.project_id == project, ProjectDocument.removed.is_(None)
    )
    return session.scalars(wanted.order_by(ProjectDocument.id)).all()


def document_of(session: Session, project: int, identity: int) -> ProjectDocument:
    """Return a document of a project.

    Raises
    ------
    ProjectNotFound
        The project has none of that id, or none any more.
    """
    found = session.get(ProjectDocument, identity)
    if found is None or found.project_id != project or found.removed is not None:
        raise ProjectNotFound(
            f"project {project} has no document {identity}", f"项目 {project} 没有文件 {identity}"
        )
    return found


def remove_document(
    session: Session, project: Project, identity: int, *, by: str, now: datetime
) -> str:
    """Remove a document; return the digest of its content, for `forget_content`.

    Raises
    ------
    ProjectNotFound
        The project has none of that id.
    """
    document = document_of(session, project.id, identity)
    document.removed = project.changed = now
    told = {"document": document.id, "name": document.name, "sha256": document.sha256}
    write(session, now=now, who=by, what="document_remove", of=f"project:{project.id}", told=told)
    return document.sha256


def place_of(store: Path, digest: str) -> Path:
    """Return where the content of a digest lies in a store."""
    return store / FOLDER / digest


def forget_content(session: Session, digest: str, *, store: Path) -> None:
    """Take content out of the store, unless a document needs it: one that came in between, too."""
    alone(session)
    needed = select(ProjectDocument.id).where(
        ProjectDocument.sha256 == digest, ProjectDocument.removed.is_(None)
    )
    if session.scalar(needed.limit(1)) is None:
        place_of(store, digest).unlink(missing_ok=True)


def _read(path: Path) -> tuple[str, bytes]:
    """Return the media type and the bytes of a document that is taken."""
    try:
        with path.open("rb") as file:
            is_packed = file.read(len(_PACKED)) == _PACKED
        if is_packed and path.stat().st_size <= MOST_BYTES:
            kind = office_type(path)
            if kind is not None:
                return kind, path.read_bytes()
        content = content_of(path)
    except Unfit as error:
        raise _refused(error.code, error.value) from error
    except Macros as error:
        raise _refused("macros") from error
    except TooLarge as error:
        raise _refused("media-too-large", "ZIP") from error
    return content.type, content.body


def _refused(code: str, value: str = "") -> DocumentRefused:
    said = _WHY[code].format(value=value)
    most = f"{MOST_BYTES / 1e6:.0f} MB"
    return DocumentRefused(
        f"the document is not taken: {said.en}. PDF, Word, Excel and PowerPoint without macros, "
        f"JPEG, PNG and WebP up to {most} are",
        f"不接受此文件：{said.zh}。可上传 {most} 以内的 PDF，不含宏的 Word、Excel、PowerPoint，"
        "以及 JPEG、PNG、WebP",
    )
