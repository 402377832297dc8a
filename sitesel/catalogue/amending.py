"""An upload adds sites or takes some away: the whole catalogue is built again, with them.

The build takes its time and changes nothing that is published; only then, at once, the catalogue
that it made is published, with all that was revised before and what else the upload changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sitesel.catalogue.build import drafted, reports_of
from sitesel.catalogue.catalogue import Catalogue
from sitesel.catalogue.config import BuildConfig
from sitesel.catalogue.revisions.conflict import check_unchanged
from sitesel.catalogue.revisions.difference import Difference
from sitesel.catalogue.revisions.outlined import Measure
from sitesel.catalogue.revisions.revision import ADDED, GONE, Change, Plain, Revision
from sitesel.catalogue.revisions.roll import ADDED_SOURCE, roll_of
from sitesel.catalogue.revisions.value import plain
from sitesel.catalogue.shared import OF_SITES, check_as_built
from sitesel.catalogue.snapshot import Draft
from sitesel.catalogue.store import Store
from sitesel.errors import UploadRefused
from sitesel.progress import Progress, silent
from sitesel.schema import SITE_KINDS, SiteKind

_MOST_TOLD = 5


@dataclass(frozen=True, eq=False)
class Amended:
    """A catalogue that was built with sites added or taken away, and waits to be published.

    Parameters
    ----------
    built, base
        Its id, and that of the one whose revisions are carried over to it.
    expects
        Id of the catalogue that the upload was held against.
    changes
        What else is changed, once it is there.
    listed
        Revisions of the sites that are added and taken away now.
    seen, carried
        Those of sites that were so before; of them, those that are so still.
    who, now
        As the record names people; aware, UTC.
    measure
        Measures sites as it was built.
    """

    built: str
    base: str
    expects: str
    changes: Sequence[Change]
    listed: Sequence[Revision]
    seen: Sequence[Revision]
    carried: Sequence[Revision]
    who: str
    now: datetime
    measure: Measure

    @property
    def touched(self) -> list[Change]:
        """All that nobody else may have changed meanwhile."""
        return [*self.changes, *_touching(self.listed)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of an upload is published, and on what it rests.

    Parameters
    ----------
    add, remove
        Whether the sites that are new are added, and those that are gone taken away.
    document, note
        On what it rests (the file), and why.
    """

    add: bool = False
    remove: bool = False
    document: str | None = None
    note: str | None = None


def amended(
    store: Store,
    config: BuildConfig,
    found: Difference,
    wanted: Wanted,
    *,
    who: str,
    now: datetime,
    progress: Progress = silent,
) -> Amended:
    """Build the catalogue that an upload asks for; nothing is published yet.

    Parameters
    ----------
    store, config
        Where, and what the catalogue was built from.
    found, wanted
        The upload, and what of it is wanted.
    who, now
        As the record names people; aware, UTC.
    progress
        Told each step.

    Raises
    ------
    UploadRefused
        It can't be: a site has no outline, or validation sets one aside.
    RevisionRefused
        The config or one of its sources is not what the catalogue was built from.
    RevisionConflict
        Somebody else changed one of the parcels meanwhile.
    BuildConfigError, LayerError, UntrustworthyData
        As `build` does.
    """
    current, seen = store.current(), store.catalogue(found.catalogue)
    changes = found.changes(outlines=True, document=wanted.document, note=wanted.note)
    listed = _listed(seen, found, wanted, who, now)
    check_unchanged(seen, current, [*changes, *_touching(listed)])
    roll = roll_of(current)
    draft, shared, held = drafted(config, roll.after(listed), progress)
    base = current if current.base is None else current.base
    sites = [one for one in draft.manifest.sources if one.role in OF_SITES]
    check_as_built(config, base.manifest, shared, sites=sites, apart=ADDED_SOURCE)
    _check_sites(current, draft, listed)
    return Amended(
        built=store.keep(draft, reports=reports_of(draft, config)),
        base=base.id,
        expects=found.catalogue,
        changes=changes,
        listed=listed,
        seen=roll.revisions,
        carried=[each for each in held.revisions if each not in listed],
        who=who,
        now=now,
        measure=shared.measured,
    )


def _listed(
    seen: Catalogue, found: Difference, wanted: Wanted, who: str, now: datetime
) -> list[Revision]:
    """Return the revisions that add and take away; those that take away stand first."""
    undrawn = [site for site in found.new if site not in found.outlines] if wanted.add else []
    if undrawn:
        told = ", ".join(undrawn[:_MOST_TOLD])
        raise UploadRefused(
            f"{len(undrawn)} of the new have no outline that can be used ({told}); draw them in "
            "the file, or publish without adding (add_new: false)",
            f"新增的地块中有 {len(undrawn)} 宗没有可用的边界（{told}）；请在文件中补上边界，"
            "或不新增地块（add_new: false）",
        )
    when = now.astimezone(UTC).isoformat(timespec="milliseconds")
    rests = wanted.document or found.source
    gone = [
        Revision(found.sites, site, GONE, _was(seen, found.sites, site), None, who, when, rests,
                 wanted.note)
        for site in (found.gone if wanted.remove else ())
    ]  # fmt: skip
    added = [
        Revision(found.sites, site, ADDED, None,
                 {"outline": found.outlines[site].wkt, "values": dict(found.told.get(site, {}))},
                 who, when, rests, wanted.note)
        for site in (found.new if wanted.add else ())
    ]  # fmt: skip
    return gone + added


def _was(catalogue: Catalogue, kind: SiteKind, site: str) -> Plain:
    """Return what is told of a site, as the revision that adds one has it."""
    columns = catalogue.columns(kind)
    row = columns.row(site)
    values = {
        name: plain(value)
        for name, attribute in columns.schema.items()
        if attribute.source == "declared"
        and not attribute.on_demand
        and (value := columns.value(name, row)) is not None
    }
    return {"outline": catalogue.outlines(kind).geometries([row])[0].wkt, "values": values}


def _touching(listed: Sequence[Revision]) -> list[Change]:
    return [Change(each.site, each.attribute, None, sites=each.sites) for each in listed]


def _check_sites(current: Catalogue, draft: Draft, listed: Sequence[Revision]) -> None:
    """Check that a draft has just the sites that it should."""
    for kind in SITE_KINDS:
        own = [each for each in listed if each.sites == kind]
        due = set(current.columns(kind).ids.to_pylist())
        due -= {each.site for each in own if each.attribute == GONE}
        due |= {each.site for each in own if each.attribute == ADDED}
        there = set(draft.sites[kind].columns.ids.to_pylist()) if kind in draft.sites else set()
        if due == there:
            continue
        differ = sorted(due ^ there)
        told = ", ".join(differ[:_MOST_TOLD])
        why = [each for each in draft.findings if each.parcel in differ][:_MOST_TOLD]
        raise UploadRefused(
            f"{len(differ)} parcels would not be as asked ({told})"
            + "".join(f"; {each.parcel}: {each.found('en')}" for each in why)
            + "; mend the file or the layers, and build with `sitesel build`",
            f"有 {len(differ)} 宗地块无法照此新增或移除（{told}）"
            + "".join(f"；{each.parcel}：{each.found('zh')}" for each in why)
            + "；请改正文件或图层后用 `sitesel build` 构建",
        )
