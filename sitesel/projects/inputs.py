"""What a proposal is made with beside catalogue and requirement, kept so that it can be repeated.

Figures, statuses, opinions, overrides and own points are those of the moment it was asked for; the
bureau's tables and its Word template are kept as files, by what they held then.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, dataclass, fields
from datetime import datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from sitesel.errors import ProposalRefused
from sitesel.language import LANGUAGES, Text
from sitesel.projects.contents import Contents
from sitesel.projects.issues import dues, own_points, statuses
from sitesel.projects.opinions import opinions_told
from sitesel.projects.overrides import overrides_told
from sitesel.projects.proposals import MadeProposal
from sitesel.proposal import (
    Departments,
    Policies,
    ProjectFigures,
    default_departments,
    read_departments,
    read_policies,
)
from sitesel.proposal.pack import Wanted
from sitesel.proposal.standing import Standing, read_standing
from sitesel.workdays import CHINA

NOON = time(12)
_WORDS = ("title", "investor", "industry", "contact")


@dataclass(frozen=True, slots=True)
class Bureau:
    """The tables and the Word template of a bureau; those that ship with sitesel where None.

    Parameters
    ----------
    policies
        YAML or CSV.
    departments
        YAML.
    template
        DOCX.
    """

    policies: Path | None = None
    departments: Path | None = None
    template: Path | None = None

    def tables(self) -> tuple[Policies | None, Departments]:
        """Read the tables.

        Raises
        ------
        PoliciesError, DepartmentsError
            One can't be read.
        """
        return (
            None if self.policies is None else read_policies(self.policies),
            default_departments()
            if self.departments is None
            else read_departments(self.departments),
        )

    def kept(self, contents: Contents) -> dict[str, dict[str, str]]:
        """Keep the files, and return each one's name and SHA-256.

        Raises
        ------
        ProposalRefused
            One can't be read.
        """
        found = {}
        for name in ("policies", "departments", "template"):
            path: Path | None = getattr(self, name)
            if path is None:
                continue
            try:
                body = path.read_bytes()
            except OSError as error:
                why = error.strerror or str(error)
                raise ProposalRefused(
                    f"the bureau's {name} can't be read: {path.name}, {why}; "
                    "tell who keeps the service",
                    f"无法读取本单位的 {name} 文件 {path.name}：{why}；请联系系统管理员",
                ) from error
            found[name] = {"name": path.name, "sha256": contents.keep(body)}
        return found


def inputs_of(
    session: Session, project: int, figures: ProjectFigures, files: dict[str, dict[str, str]]
) -> dict[str, Any]:
    """Return what a proposal of a project is made with now, as JSON keeps it."""
    standing = Standing(
        statuses=statuses(session, project),
        dues=dues(session, project),
        opinions=opinions_told(session, project),
        overrides=overrides_told(session, project),
        points=own_points(session, project),
    )
    return {"figures": figures_kept(figures), "standing": standing.told(), "files": files}


def wanted_of(proposal: MadeProposal, contents: Contents) -> Wanted:
    """Return what a proposal is made with, as the maker of packs takes it.

    Raises
    ------
    ProposalNotFound
        A file that it was made with is not in the store any more.
    PoliciesError, DepartmentsError
        A table can't be read.
    """
    standing = read_standing(json.dumps(proposal.inputs["standing"]))
    policies, departments, template = _files(proposal.inputs["files"], contents)
    return Wanted(
        now=datetime.combine(proposal.day, NOON, CHINA),
        langs=tuple(lang for lang in LANGUAGES if lang in proposal.langs),
        project=figures_of(proposal.inputs["figures"]),
        policies=policies,
        departments=departments,
        statuses=standing.statuses,
        dues=standing.dues,
        opinions=standing.opinions,
        overrides=standing.overrides,
        points=standing.points,
        top=proposal.top,
        valid_days=proposal.valid_days,
        prepared_by=proposal.prepared_by,
        template=template,
    )


def figures_kept(figures: ProjectFigures) -> dict[str, Any]:
    """Return the figures of a project as JSON keeps them, to the last digit."""
    told = {name: value for name, value in asdict(figures).items() if value not in (None, ())}
    return told | {name: _both(words) for name in _WORDS if (words := getattr(figures, name))}


def figures_of(told: dict[str, Any]) -> ProjectFigures:
    """Return the figures that `figures_kept` returned.

    >>> figures = ProjectFigures(title=Text("甲", "A"), sectors=("x",), land=0.1 + 0.2)
    >>> figures_of(figures_kept(figures)) == figures
    True
    """
    known = {one.name for one in fields(ProjectFigures)} & set(told)
    return ProjectFigures(**{name: _read(name, told[name]) for name in known})


def _read(name: str, value: Any) -> Any:  # noqa: ANN401
    if name in _WORDS:
        return Text.of(value)
    return tuple(value) if isinstance(value, list) else value


def _files(
    kept: dict[str, dict[str, str]], contents: Contents
) -> tuple[Policies | None, Departments | None, bytes | None]:
    with tempfile.TemporaryDirectory() as folder:
        paths: dict[str, Path] = {}
        for name, file in kept.items():
            # named anew: only what it ends in tells how a table is read
            paths[name] = Path(folder) / f"{name}{Path(file['name']).suffix.lower()}"
            paths[name].write_bytes(contents.read(file["sha256"]))
        bureau = Bureau(paths.get("policies"), paths.get("departments"))
        policies, departments = bureau.tables()
        template = paths["template"].read_bytes() if "template" in paths else None
    return policies, departments if "departments" in kept else None, template


def _both(words: Text | str) -> dict[str, str]:
    text = Text.of(words)
    return {"zh": text.zh, "en": text.en}
