"""A catalogue is built again: what was revised since is carried over to it.

A value that the sources tell as they did before keeps its revision, with whoever made it and when.
A value that a source tells anew, and a site that is no longer there, go by the source: the revision
stays in the state that had it. Pictures and documents that were added stay, and those that were
taken off stay away. An outline that the sources draw as before stays as it was revised. Sites that
were added or taken away stay so until the sources say the same (see `roll`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from sitesel.catalogue.catalogue import Catalogue
from sitesel.catalogue.revisions import outlined, shown
from sitesel.catalogue.revisions.outlined import Measure
from sitesel.catalogue.revisions.revising import Prepared, prepared_as_told
from sitesel.catalogue.revisions.revision import ADDED, GONE, MEDIA, OUTLINE, Revision
from sitesel.catalogue.revisions.roll import Roll, roll_of
from sitesel.catalogue.revisions.state import State
from sitesel.columns import Columns
from sitesel.errors import CatalogueError
from sitesel.schema import SITE_KINDS, SiteKind

Cell = tuple[SiteKind, str, str]


def carried_over(
    before: Catalogue,
    built: Catalogue,
    measure: Measure | None = None,
    listed: Sequence[Revision] | None = None,
) -> Prepared | None:
    """Return the state of a catalogue built anew that has what was revised; None where nothing was.

    Parameters
    ----------
    before
        What was published until now.
    built
        What is to be published in its place.
    measure
        Measures sites against what lies around those of `built`; None leaves outlines as built.
    listed
        Revisions of sites added and taken away that `built` holds; None where its sources alone
        were read.
    """
    if before.base is None:
        return None
    media = shown.carried(before, built)
    last = _last(before).values()
    drawn = [revision for revision in last if revision.attribute == OUTLINE]
    kept = [] if measure is None else outlined.carried(before, built, drawn)
    for revision in last:
        if revision.attribute in (OUTLINE, ADDED, GONE):
            continue
        if revision.attribute == MEDIA:
            is_kept = (revision.sites, revision.site) in media
        else:
            then, now = (each.columns(revision.sites) for each in (before.base, built))
            is_kept = _untouched(then, now, revision)
        kept += [revision] if is_kept else []
    kept[:0] = _agreeing(roll_of(before), built) if listed is None else listed
    return prepared_as_told(built, kept, media, measure)


def _agreeing(roll: Roll, built: Catalogue) -> list[Revision]:
    """Return the revisions of sites added and taken away that tell what a catalogue holds."""
    ids = {kind: set(built.columns(kind).ids.to_pylist()) for kind in SITE_KINDS}
    return [each for each in roll.revisions
            if (each.site in ids[each.sites]) == (each.attribute == ADDED)]  # fmt: skip


def _last(catalogue: Catalogue) -> dict[Cell, Revision]:
    """Return the last revision of each value and file, as far back as the states are kept."""
    found: dict[Cell, Revision] = {}
    state = catalogue.revised.state if catalogue.revised is not None else None
    while state is not None:
        for revision in reversed(state.revisions):
            found.setdefault((revision.sites, revision.site, _what(revision)), revision)
        try:
            state = State.read(catalogue.path.parent / state.before)
        except CatalogueError:
            state = None
    return dict(reversed(found.items()))


def _what(revision: Revision) -> str:
    """Return what a revision is of: an attribute, or one file."""
    told = revision.new or revision.old
    named = revision.attribute == MEDIA and isinstance(told, Mapping)
    return f"{MEDIA}:{told['name']}" if named and isinstance(told, Mapping) else revision.attribute


def _untouched(old: Columns, new: Columns, revision: Revision) -> bool:
    """Tell whether the sources tell a value as they did before."""
    rows = [pc.index(columns.ids, pa.scalar(revision.site, columns.ids.type)).as_py()
            for columns in (old, new)]  # fmt: skip
    if rows[1] < 0 or rows[0] < 0:
        return False
    told = [columns.value(revision.attribute, row) if revision.attribute in columns.schema else None
            for columns, row in zip((old, new), rows, strict=True)]  # fmt: skip
    return bool(told[0] == told[1])
