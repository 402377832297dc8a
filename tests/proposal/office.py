"""LibreOffice without a window, where this machine has it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


def converted(body: bytes, suffix: str, form: str, folder: Path) -> bytes:
    """Return a document as LibreOffice writes it in another form."""
    source, out = folder / f"paper.{suffix}", folder / "out"
    source.write_bytes(body)
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [str(SOFFICE), "--headless", f"-env:UserInstallation={profile}", "--convert-to", form,
         "--outdir", str(out), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return (out / f"paper.{form}").read_bytes()


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    """Return the words of each page of a PDF."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    told = subprocess.run(
        [str(shutil.which("pdftotext")), "-layout", str(path), "-"],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return told.stdout.decode("utf-8").split("\f")[:-1]
