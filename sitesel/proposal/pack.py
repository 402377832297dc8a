"""The pack: one proposal as files, each written from the same content, with a manifest of digests.

The same catalogue, requirement, figures and day give the same bytes.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from sitesel.catalogue import Catalogue
from sitesel.exports import write
from sitesel.exports.typesetting import pixels
from sitesel.language import Lang, Text
from sitesel.progress import Progress, part, silent
from sitesel.proposal.charts import charts
from sitesel.proposal.content import IssueStatus, Opinion, Override, OwnPoint, Proposal
from sitesel.proposal.departments import Departments
from sitesel.proposal.document_docx import docx
from sitesel.proposal.figures import ProjectFigures
from sitesel.proposal.maps import MILLIMETRES, maps
from sitesel.proposal.pdf import pdf
from sitesel.proposal.policies import Policies
from sitesel.proposal.propose import propose
from sitesel.proposal.standing import Standing
from sitesel.proposal.workbook import xlsx
from sitesel.selection import Selection
from sitesel.workdays import day_of

MANIFEST = "manifest.json"
FILES: Mapping[str, Text] = {
    "proposal.docx": Text("方案（Word）", "the proposal, in Word"),
    "proposal.pdf": Text("方案（PDF）", "the proposal as PDF"),
    "calculation.xlsx": Text("测算表（公式可改）", "the calculation, with live formulas"),
    "map.html": Text("地图（离线可开）", "the map, needs no network"),
    "shortlist.gpkg": Text("图层（QGIS）", "layers for QGIS"),
}
"""The files of a pack in one language."""
REPEAT: Mapping[str, Text] = {
    "requirement.json": Text("需求（规范写法）", "the requirement, as it was understood"),
    "project.json": Text("项目指标", "the figures of the project"),
    "standing.json": Text("办理状态、意见与改判", "statuses, opinions and overrides"),
}
"""What else lies in a pack, so that anybody can make it again; the last where there is any."""
_SHARP = 300  # pixels an inch
_NOBODY = ProjectFigures()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a pack is made with; see `sitesel.proposal.propose.propose`.

    Parameters
    ----------
    now
        Aware; the pack is of that day in China.
    langs
        One language, or both: then each has a folder.
    template
        A bureau's own Word template; the default one when None.
    """

    now: datetime
    langs: Sequence[Lang] = ("zh",)
    project: ProjectFigures = _NOBODY
    policies: Policies | None = None
    departments: Departments | None = None
    statuses: Mapping[str, IssueStatus] | None = None
    opinions: Mapping[tuple[str, str], Sequence[Opinion]] | None = None
    overrides: Mapping[tuple[str, str], Override] | None = None
    points: Sequence[OwnPoint] = ()
    dues: Mapping[str, date] | None = None
    top: int = 3
    valid_days: int = 30
    prepared_by: str = ""
    command: str = ""
    template: bytes | None = None

    @property
    def standing(self) -> Standing:
        """How things stand with what is proposed."""
        return Standing(
            statuses=self.statuses or {},
            dues=self.dues or {},
            opinions=self.opinions or {},
            overrides=self.overrides or {},
            points=self.points,
        )


def pack(
    catalogue: Catalogue, selection: Selection, wanted: Wanted, *, progress: Progress = silent
) -> dict[str, bytes]:
    """Make the files of a pack.

    Parameters
    ----------
    catalogue, selection
        What was judged, and the answer; of the tier of whoever will read it.
    wanted
        For whom, of which day, in which languages.
    progress
        Told each file that is being written.

    Returns
    -------
    files
        Bytes by name; with two languages names begin with `zh/` and `en/`. The last is
        `manifest.json`, which tells of all others the size and the SHA-256.

    Raises
    ------
    FontMissing, TemplateRefused
        A document can't be set.
    """
    if not wanted.command:
        wanted = replace(wanted, command=command_of(wanted, catalogue.tier))
    files: dict[str, bytes] = {}
    share = 1 / len(wanted.langs)
    for place, lang in enumerate(wanted.langs):
        told = part(progress, place * share, (place + 1) * share)
        folder = f"{lang}/" if len(wanted.langs) > 1 else ""
        written = _in_language(catalogue, selection, wanted, lang, told)
        files |= {f"{folder}{name}": body for name, body in written.items()}
    files["requirement.json"] = _json(selection.requirement.canonical())
    files["project.json"] = _json(_figures(wanted.project))
    if standing := wanted.standing:
        files["standing.json"] = _json(standing.told())
    files[MANIFEST] = _manifest(files, catalogue, selection, wanted)
    return files


def command_of(wanted: Wanted, tier: str) -> str:
    """Return what makes the pack again from what lies in it, and from the bureau's own tables."""
    told = {
        "--project": "project.json",
        "--top": str(wanted.top),
        "--date": day_of(wanted.now).isoformat(),
        "--valid-days": str(wanted.valid_days),
        "--prepared-by": wanted.prepared_by,
        "--policies": "POLICIES" if wanted.policies else "",
        "--departments": "DEPARTMENTS" if wanted.departments else "",
        "--template": "TEMPLATE" if wanted.template else "",
        "--standing": "standing.json" if wanted.standing else "",
        "--tier": tier,
    }
    words = [word for option, value in told.items() if value for word in (option, value)]
    language = "--both" if len(wanted.langs) > 1 else f"--lang {wanted.langs[0]}"
    return f"sitesel propose requirement.json {shlex.join(words)} {language} -o FOLDER"


def content_of(catalogue: Catalogue, selection: Selection, wanted: Wanted, lang: Lang) -> Proposal:
    """Return the content that the documents of a pack are written from, in one language."""
    return propose(
        catalogue,
        selection,
        now=wanted.now,
        project=wanted.project,
        lang=lang,
        policies=wanted.policies,
        departments=wanted.departments,
        statuses=wanted.statuses,
        opinions=wanted.opinions,
        overrides=wanted.overrides,
        points=wanted.points,
        dues=wanted.dues,
        top=wanted.top,
        valid_days=wanted.valid_days,
        prepared_by=wanted.prepared_by,
        command=wanted.command or command_of(wanted, catalogue.tier),
    )


def _in_language(
    catalogue: Catalogue, selection: Selection, wanted: Wanted, lang: Lang, progress: Progress
) -> dict[str, bytes]:
    progress(Text("写成内容", "telling the answer"), 0.0)
    proposal = content_of(catalogue, selection, wanted, lang)
    progress(Text("绘制地图", "drawing maps"), 0.1)
    files = documents(proposal, catalogue, selection, wanted, progress)
    progress(Text("写出地图网页", "writing the map"), 0.8)
    files["map.html"] = write(selection, catalogue, "html", lang=lang)
    progress(Text("写出图层", "writing the layers"), 0.9)
    files["shortlist.gpkg"] = write(selection, catalogue, "gpkg", lang=lang)
    return {name: files[name] for name in FILES}


def documents(
    proposal: Proposal,
    catalogue: Catalogue,
    selection: Selection,
    wanted: Wanted,
    progress: Progress = silent,
) -> dict[str, bytes]:
    """Return the documents of a proposal: DOCX, PDF and XLSX, by their names in a pack."""
    drawn, bars = maps(proposal, catalogue, selection), charts(proposal)
    progress(Text("排版 PDF", "setting the PDF"), 0.4)
    files = {"proposal.pdf": pdf(proposal, drawn, bars)}
    progress(Text("写出 Word", "writing the Word document"), 0.55)
    svg = {key: one.svg for key, one in drawn.items()} | bars
    pictures = pixels(svg, millimetres=MILLIMETRES, per_inch=_SHARP)
    files["proposal.docx"] = docx(proposal, pictures, own=wanted.template)
    progress(Text("写出测算表", "writing the workbook"), 0.75)
    files["calculation.xlsx"] = xlsx(proposal, selection, catalogue, wanted.project)
    return files


def _figures(project: ProjectFigures) -> dict[str, object]:
    """Return the figures as a figures file holds them, those that are told."""
    units = {name: unit for name, _, unit in project.told()}
    told: dict[str, object] = {}
    for name, value in asdict(project).items():
        if value is None or value == ():
            continue
        told[name] = f"{value:.15g} {units[name]}" if name in units else value
    return told


def _manifest(
    files: Mapping[str, bytes], catalogue: Catalogue, selection: Selection, wanted: Wanted
) -> bytes:
    manifest = catalogue.manifest
    return _json(
        {
            "kind": "sitesel-proposal",
            "version": selection.version,
            "moment": wanted.now.isoformat(),
            "languages": list(wanted.langs),
            "tier": catalogue.tier,
            "top": wanted.top,
            "valid_days": wanted.valid_days,
            "prepared_by": wanted.prepared_by,
            "catalogue": {
                "id": selection.catalogue,
                "title": {"zh": manifest.title.zh, "en": manifest.title.en},
                "date": manifest.date,
            },
            "requirement_digest": selection.requirement.digest,
            "digest": selection.digest,
            "counts": {
                "total": selection.counts.total,
                "candidates": selection.counts.candidates,
                "rejected": selection.counts.rejected,
                "undecided": selection.counts.undecided,
            },
            "shortlist": [one.parcel for one in selection.candidates[: wanted.top]],
            "command": wanted.command,
            "files": [
                {"name": name, "bytes": len(body), "sha256": sha256(body).hexdigest()}
                for name, body in sorted(files.items())
            ],
        }
    )


def _json(told: object) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
