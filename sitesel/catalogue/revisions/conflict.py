"""Two who change the same parcel: the second is told, and nothing is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from geopandas import GeoSeries

from sitesel.catalogue.catalogue import Catalogue
from sitesel.catalogue.revisions.outlined import Outlined
from sitesel.catalogue.revisions.revision import OUTLINE, Change
from sitesel.catalogue.revisions.shown import is_of_media
from sitesel.catalogue.revisions.value import plain
from sitesel.catalogue.snapshot import lonlat
from sitesel.columns import Columns
from sitesel.errors import RevisionConflict
from sitesel.schema import SiteKind

_MOST_TOLD = 5


def check_unchanged(seen: Catalogue, current: Catalogue, changes: Sequence[Change]) -> None:
    """Check that no parcel that is to be changed was changed since it was seen.

    Parameters
    ----------
    seen
        What the changes were made on.
    current
        What is published.

    Raises
    ------
    RevisionConflict
        One was; the error tells what was seen, what is now, and what was wanted.
    """
    clashes: list[dict[str, Any]] = []
    sites = dict.fromkeys((c.sites, c.site) for c in changes if not is_of_media(c))
    for kind, site in sites:
        own = [c for c in changes if (c.sites, c.site) == (kind, site) and not is_of_media(c)]
        wanted = {c.attribute: _wanted(c) for c in own}
        for name, before, now in differences(seen, current, kind, site):
            clash = {"sites": kind, "site": site, "attribute": name, "seen": before, "now": now}
            clashes.append(clash | ({"wanted": wanted[name]} if name in wanted else {}))
    if not clashes:
        return
    said = [_said(clash, current) for clash in clashes[:_MOST_TOLD]]
    raise RevisionConflict(
        "somebody else changed it meanwhile, and nothing of yours was published: "
        + "; ".join(en for en, _ in said)
        + "; look at it again and repeat what still holds",
        "期间已有他人修改，您的改动未发布："
        + "；".join(zh for _, zh in said)
        + "；请重新查看后再提交",
        clashes,
    )


def _wanted(change: Change) -> Any:  # noqa: ANN401 - what JSON can hold
    if not isinstance(change.value, Outlined):
        return change.value
    return lonlat(GeoSeries([change.value.shape], crs=change.value.crs))[0].wkt


def differences(
    seen: Catalogue, current: Catalogue, kind: SiteKind, site: str
) -> list[tuple[str, Any, Any]]:
    """Return what is told of a site and is not as it was: attribute, then and now."""
    old, new = seen.columns(kind), current.columns(kind)
    then, now = _row(old, site), _row(new, site)
    if then is None or now is None:
        return [] if then is now else [(OUTLINE, then is not None, now is not None)]
    found = []
    for name, attribute in new.schema.items():
        if attribute.source != "declared" or attribute.on_demand:
            continue
        before = old.value(name, then) if name in old.schema else None
        after = new.value(name, now)
        if before != after:
            found.append((name, plain(before), plain(after)))
    outlines = [catalogue.outlines(kind).geometries([row])[0]
                for catalogue, row in ((seen, then), (current, now))]  # fmt: skip
    if not outlines[0].equals_exact(outlines[1], 0.0):
        found.append((OUTLINE, outlines[0].wkt, outlines[1].wkt))
    return found


def _row(columns: Columns, site: str) -> int | None:
    row: int = pc.index(columns.ids, pa.scalar(site, columns.ids.type)).as_py()
    return None if row < 0 else row


def _said(clash: dict[str, Any], current: Catalogue) -> tuple[str, str]:
    name = clash["attribute"]
    label = current.schema[name].label if name in current.schema else None
    en, zh = (label.en, label.zh) if label else ("outline", "边界")
    told = "" if "wanted" not in clash else f", wanted {_short(clash['wanted'])}"
    zh_told = "" if "wanted" not in clash else f"，您要改为 {_short(clash['wanted'])}"
    seen, now = _short(clash["seen"]), _short(clash["now"])
    return (
        f"{clash['site']} {en}: seen {seen}, now {now}{told}",
        f"{clash['site']} {zh}：您看到的是 {seen}，现为 {now}{zh_told}",
    )


def _short(value: object) -> str:
    return "–" if value is None else str(value)[:60]
