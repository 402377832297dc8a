from __future__ import annotations

import io
import mimetypes
import zipfile
from hashlib import sha256

import docx
import openpyxl
import pytest
from PIL import Image

from sitesel.errors import DocumentRefused, ProjectNotFound, ProjectRefused
from sitesel.projects import documents, office_content
from sitesel.projects.documents import (
    add_document,
    document_of,
    documents_of,
    forget_content,
    place_of,
    remove_document,
)
from sitesel.projects.project import project_of
from sitesel.record.reading import entries

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def add(state, identity, body, name, folder, now):
    path = folder / "sent"
    path.write_bytes(body)
    with state.writing() as session:
        project = project_of(session, identity, changing=True)
        return add_document(
            session, project, path, name, store=folder, by="user:1", now=now
        )  # fmt: skip


def remove(state, identity, document, now):
    with state.writing() as session:
        project = project_of(session, identity, changing=True)
        return remove_document(session, project, document, by="user:1", now=now)


def forget(state, digest, folder):
    with state.writing() as session:
        forget_content(session, digest, store=folder)


def packed(parts) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in parts.items():
            archive.writestr(name, words)
    return body.getvalue()


def office(*names, more="") -> bytes:
    """Return a Word document of no words, with parts of some names."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    listed = f'<Types><Override PartName="/a" ContentType="{main}"/><Override {more}/></Types>'
    return packed({"[Content_Types].xml": listed, **dict.fromkeys(names, "x")})


def picture() -> bytes:
    body = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of Wang"
    Image.new("RGB", (8, 8), "red").save(body, "JPEG", exif=exif)
    return body.getvalue()


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_word_and_excel_are_taken_as_they_are(state, precursor, tmp_path, noon, kind):
    path = tmp_path / f"made.{kind}"
    if kind == "docx":
        docx.Document().save(path)
    else:
        openpyxl.Workbook().save(path)
    kept = add(state, precursor, path.read_bytes(), f"用能测算.{kind}", tmp_path, noon)
    assert kept.type == mimetypes.types_map[f".{kind}"]
    assert place_of(tmp_path, kept.sha256).read_bytes() == path.read_bytes()


def test_what_would_unpack_to_more_than_any_document_is_refused(
    state, precursor, tmp_path, noon, monkeypatch
):
    monkeypatch.setattr(office_content, "MOST_UNPACKED", 1_000)
    with pytest.raises(DocumentRefused, match="too large"):
        add(state, precursor, office(more=" " * 1_000), "a.docx", tmp_path, noon)
    monkeypatch.setattr(office_content, "MOST_FILES", 1)
    with pytest.raises(DocumentRefused, match="too large"):
        add(state, precursor, office("word/a.xml"), "a.docx", tmp_path, noon)


def test_a_document_lies_under_its_digest_for_the_service_alone(state, precursor, tmp_path, noon):
    kept = add(state, precursor, PDF, "..\\..\\x/可研 报告.pdf", tmp_path, noon)
    digest = sha256(PDF).hexdigest()
    assert (kept.name, kept.type, kept.bytes, kept.sha256, kept.tier) == (
        "可研 报告.pdf", "application/pdf", len(PDF), digest, "staff",
    )  # fmt: skip
    place = place_of(tmp_path, digest)
    assert place.read_bytes() == PDF
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700
    with state.reading() as session:
        entry = entries(session, most=1)[0]
    assert (entry.what, entry.told["sha256"]) == ("document_add", digest)


def test_a_picture_is_kept_without_who_took_it(state, precursor, tmp_path, noon):
    kept = add(state, precursor, picture(), "现场.jpg", tmp_path, noon)
    assert b"Wang" in picture()
    assert b"Wang" not in place_of(tmp_path, kept.sha256).read_bytes()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG/XML"),
        (b"<!doctype html><script>alert(1)</script>", "HTML"),
        (b"PK\x03\x04rest", "of no known kind"),
        (b"", "of no known kind"),
        (packed({"a.txt": "a"}), "of no known kind"),
        (packed({"[Content_Types].xml": "<Types/>"}), "of no known kind"),
        (office("word/vbaProject.bin"), "it holds macros"),
        (office("word/embeddings/oleObject1.bin"), "it holds macros"),
        (office(more='ContentType="application/vnd.ms-word.document.macroEnabled"'), "macros"),
        (b"<html><script>alert(1)</script>" + office(), "of no known kind"),
        (office(more=" " * 1_000_001), "too large"),
        (office("word/document.xml")[:-30], "of no known kind"),
        (PDF[:-8], "it is damaged"),
        (picture()[:200], "it is damaged"),
    ],
)
def test_what_is_no_document_by_its_content_is_refused(state, precursor, tmp_path, noon, body, why):
    with pytest.raises(DocumentRefused, match=why):
        add(state, precursor, body, "a.pdf", tmp_path, noon)
    assert not (tmp_path / "documents").exists()


@pytest.mark.parametrize("name", ["", "a/", "a\x00.pdf", "甲" * 201])
def test_a_name_that_can_not_be_shown_is_refused(state, precursor, tmp_path, noon, name):
    with pytest.raises(ProjectRefused):
        add(state, precursor, PDF, name, tmp_path, noon)


def test_content_goes_with_the_last_document_that_has_it(state, precursor, tmp_path, noon):
    one = add(state, precursor, PDF, "a.pdf", tmp_path, noon)
    two = add(state, precursor, PDF, "b.pdf", tmp_path, noon)
    place = place_of(tmp_path, one.sha256)
    forget(state, remove(state, precursor, one.id, noon), tmp_path)
    assert place.read_bytes() == PDF
    digest = remove(state, precursor, two.id, noon)
    three = add(state, precursor, PDF, "c.pdf", tmp_path, noon)  # came in between
    forget(state, digest, tmp_path)
    assert place.read_bytes() == PDF
    forget(state, remove(state, precursor, three.id, noon), tmp_path)
    assert not place.exists()
    with state.reading() as session:
        assert documents_of(session, precursor) == []
        with pytest.raises(ProjectNotFound):
            document_of(session, precursor, one.id)
    with pytest.raises(ProjectNotFound):
        remove(state, precursor, two.id, noon)


def test_a_project_has_so_many_documents_and_no_more(state, precursor, tmp_path, noon, monkeypatch):
    monkeypatch.setattr(documents, "MOST", 1)
    one = add(state, precursor, PDF, "a.pdf", tmp_path, noon)
    with pytest.raises(DocumentRefused, match="1 documents at most"):
        add(state, precursor, PDF, "b.pdf", tmp_path, noon)
    remove(state, precursor, one.id, noon)
    add(state, precursor, PDF, "b.pdf", tmp_path, noon)
