"""Pictures and documents added to a site of a published catalogue, and taken off it.

A file is looked at as in a build: by its content, without metadata. It lies beside the catalogues,
shared by all states; one that is taken off stays with the states that showed it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sitesel.catalogue.catalogue import Catalogue
from sitesel.catalogue.config_media import MediaKind
from sitesel.catalogue.media import Media, kind_of, name_of
from sitesel.catalogue.media_content import Unfit, content_of
from sitesel.catalogue.media_sources import USUAL_TITLES
from sitesel.catalogue.revisions.revision import MEDIA, Change, Plain, Revision
from sitesel.errors import MediaNotFound, RevisionRefused
from sitesel.findings import Finding
from sitesel.language import Text, steers
from sitesel.schema import SiteKind, Tier

MOST = 200
"""How many pictures and documents one site may have."""

_LONGEST = 200

Key = tuple[SiteKind, str]


@dataclass(frozen=True, eq=False)
class Adding:
    """A picture or document to be added, and its bytes as they will be published."""

    media: Media
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Removing:
    """The name of a file to be taken off."""

    name: str


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a picture or document besides its bytes.

    Parameters
    ----------
    kind
        A PDF is a document, and any picture a photo, where it is not told.
    title
        As people call it; by its kind where it is not told.
    tier
        Who may see it.
    illustrative
        Whether it shows something made up.
    date, licence, credit
        When, on which terms, by whom.
    """

    kind: MediaKind | None = None
    title: Text | None = None
    tier: Tier = "public"
    illustrative: bool = False
    date: str | None = None
    licence: str | None = None
    credit: str | None = None


def adding(
    path: Path,
    site: str,
    told: Told,
    *,
    name: str,
    sites: SiteKind = "parcels",
    document: str | None = None,
    note: str | None = None,
) -> Change:
    """Return the change that adds a file to a site, after a look at its content.

    Parameters
    ----------
    path
        Where it lies.
    site, sites
        Of what.
    told
        What is told of it.
    name
        As its sender calls it.
    document, note
        On what it rests, and why.

    Raises
    ------
    RevisionRefused
        It is none that a catalogue takes; the message says why.
    OSError
        It can't be read.
    """
    _check_words(told)
    try:
        content = content_of(path)
        kind = kind_of(content, told.kind)
    except Unfit as error:
        found = Finding(error.code, name, facts={"file": name, "value": error.value})
        raise RevisionRefused(found.found("en"), found.found("zh")) from error
    media = Media(
        sites=sites,
        site=site,
        kind=kind,
        title=told.title or USUAL_TITLES[kind],
        name=name_of(content.body, content.suffix),
        type=content.type,
        width=content.width,
        height=content.height,
        bytes=len(content.body),
        tier=told.tier,
        illustrative=told.illustrative,
        date=told.date,
        licence=told.licence,
        credit=told.credit,
    )
    return Change(site, MEDIA, Adding(media, content.body), document, note, sites)


def removing(
    site: str,
    name: str,
    *,
    sites: SiteKind = "parcels",
    document: str | None = None,
    note: str | None = None,
) -> Change:
    """Return the change that takes a file off a site."""
    return Change(site, MEDIA, Removing(name), document, note, sites)


def is_of_media(change: Change) -> bool:
    """Tell whether a change is one of pictures and documents."""
    return isinstance(change.value, Adding | Removing)


def shown_after(
    current: Catalogue, changes: Sequence[Change], who: str, when: str
) -> tuple[dict[Key, tuple[Media, ...]], list[Revision], dict[str, bytes]]:
    """Return what each site shows after changes, the revisions that tell of it, and new files.

    Raises
    ------
    RevisionRefused
        A site has the file already, or as many as it may.
    MediaNotFound
        What is to be taken off is not there.
    ParcelNotFound
        There is no such site.
    """
    shown: dict[Key, list[Media]] = {}
    revisions: list[Revision] = []
    files: dict[str, bytes] = {}
    for change in changes:
        kind, site = change.sites, change.site
        current.columns(kind).row(site)
        own = shown.setdefault((kind, site), list(current.media_of(kind, site)))
        old: Plain = None
        new: Plain = None
        if isinstance(change.value, Adding):
            media = change.value.media
            _check_room(own, media)
            own.append(media)
            files[media.name] = change.value.body
            new = plain_media(media)
        elif isinstance(change.value, Removing):
            media = _named(own, change.value.name, site)
            own.remove(media)
            old = plain_media(media)
        made = Revision(kind, site, MEDIA, old, new, who, when, change.document, change.note)
        revisions.append(made)
    return {key: tuple(own) for key, own in shown.items()}, revisions, files


def carried(before: Catalogue, built: Catalogue) -> dict[Key, tuple[Media, ...]]:
    """Return what sites of a catalogue built anew show, where it was revised in the one before.

    What was added stays, and what was taken off stays away; all else is as built.
    """
    if before.revised is None or before.base is None:
        return {}
    found: dict[Key, tuple[Media, ...]] = {}
    for (kind, site), own in before.revised.state.media.items():
        if site not in built.columns(kind).ids.to_pylist():
            continue
        was = {one.name for one in before.base.media_of(kind, site)}
        gone = was - {one.name for one in own}
        now = built.media_of(kind, site)
        names = {one.name for one in now}
        kept = [one for one in now if one.name not in gone]
        kept += [one for one in own if one.name not in was | names]
        if tuple(kept) != now:
            found[kind, site] = tuple(kept)
    return found


def plain_media(one: Media) -> Mapping[str, Plain]:
    """Return what a revision tells of a picture or document."""
    title: Mapping[str, Plain] = {"zh": one.title.zh, "en": one.title.en}
    return {"name": one.name, "kind": one.kind, "title": title, "tier": one.tier}


def _check_words(told: Told) -> None:
    words = [told.date, told.licence, told.credit]
    words += [told.title.zh, told.title.en] if told.title else []
    if any(word is not None and (len(word) > _LONGEST or steers(word)) for word in words):
        raise RevisionRefused(
            f"title, date, licence and credit have up to {_LONGEST} characters and none that steer",
            f"标题、日期、许可和作者各不超过 {_LONGEST} 字，且不含控制字符",
        )


def _check_room(own: Sequence[Media], media: Media) -> None:
    if any(one.name == media.name for one in own):
        raise RevisionRefused(f"{media.site} has this file already", f"{media.site} 已有这个文件")
    if len(own) >= MOST:
        raise RevisionRefused(
            f"{media.site} has {MOST} pictures and documents; take some off first",
            f"{media.site} 已有 {MOST} 个图片和文件；请先移除一些",
        )


def _named(own: Sequence[Media], name: str, site: str) -> Media:
    found = next((one for one in own if one.name == name), None)
    if found is None:
        raise MediaNotFound(
            f"{site} has no picture or document {name[:60]!r}",
            f"{site} 没有图片或文件 {name[:60]!r}",
        )
    return found
