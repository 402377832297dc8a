"""The pictures and documents that a build config names, checked one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sitesel.catalogue.config import BuildConfig
from sitesel.catalogue.config_media import MEDIA_KINDS, MediaKind, MediaSource
from sitesel.catalogue.manifest import SourceRecord
from sitesel.catalogue.media import Media, kind_of, name_of
from sitesel.catalogue.media_content import Content, Unfit, content_of
from sitesel.catalogue.media_listed import Listed, listed_in_folder, listed_in_table
from sitesel.catalogue.snapshot import Sites
from sitesel.catalogue.spelling import flag
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.schema import TIERS, SiteKind, Tier

_KINDS: Mapping[str, MediaKind] = {
    **{kind: kind for kind in MEDIA_KINDS},
    "照片": "photo", "图片": "photo", "全景": "panorama", "全景图": "panorama",
    "图": "plan", "规划图": "plan", "图纸": "plan", "文件": "document", "文档": "document",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class MediaRead:
    """What was read: media in the order of the sources and where they lie, findings, records."""

    media: list[tuple[Media, Path]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    records: list[SourceRecord] = field(default_factory=list)


def read_media_sources(config: BuildConfig, sites: Mapping[SiteKind, Sites]) -> MediaRead:
    """Read and check every file that a config names; what is unfit is left out and told.

    Parameters
    ----------
    config
        The build config.
    sites
        Those that the catalogue will have, by kind.

    Raises
    ------
    LayerError
        A table can't be read, or lacks a column.
    """
    read = MediaRead()
    for source in config.media:
        of_kind = sites.get(source.sites)
        ids = frozenset[str](of_kind.columns.ids.to_pylist() if of_kind else ())
        _Reading(config, source, ids, read).all()
    read.media.sort(key=lambda item: (item[0].sites != "parcels", item[0].site))
    return read


@dataclass
class _Reading:
    config: BuildConfig
    source: MediaSource
    ids: frozenset[str]
    read: MediaRead

    def all(self) -> None:
        path = Path(self.config.locate(self.source.path))
        if path.is_dir():
            listed, root, form, sha256 = listed_in_folder(path, self.ids), path, "folder", ""
        else:
            listed, provenance = listed_in_table(path, self.source)
            root, form, sha256 = path.parent, provenance.format, provenance.sha256
        seen: set[tuple[str, str]] = set()
        digest = hashlib.sha256()
        kept = left_out = 0
        for one in listed:
            try:
                media, content = self._one(one, root)
            except Unfit as error:
                self._tell(one, error)
                continue
            except OSError:
                self._tell(one, Unfit("media-no-file", one.file))
                continue
            digest.update(f"{one.site}\0{media.name}\0".encode())
            if (media.site, media.name) in seen:
                self._tell(one, Unfit("media-twice"))
                continue
            seen.add((media.site, media.name))
            self.read.media.append((media, self._path(one.file, root)))
            kept += 1
            left_out += content.left_out > 0
        if left_out:
            told = Finding("media-metadata", self.source.called, count=left_out)
            self.read.findings.append(told)
        self.read.records.append(
            SourceRecord(
                name=self.source.called,
                role="media",
                source=path.name,
                format=form,
                sha256=sha256 or digest.hexdigest(),
                rows=len(listed),
                published=kept,
                set_aside=len(listed) - kept,
                licence=self.source.licence,
                date=self.source.date,
            )
        )

    def _one(self, listed: Listed, root: Path) -> tuple[Media, Content]:
        if listed.site not in self.ids:
            raise Unfit("media-unknown-site", listed.site)
        content = content_of(self._path(listed.file, root))
        told, source = listed.told, self.source
        kind = self._kind(told.get("kind"), content)
        media = Media(
            sites=source.sites,
            site=listed.site,
            kind=kind,
            title=self._title(told, kind),
            name=name_of(content.body, content.suffix),
            type=content.type,
            width=content.width,
            height=content.height,
            bytes=len(content.body),
            tier=_tier(told.get("tier"), source.tier),
            illustrative=self._illustrative(told.get("illustrative")),
            date=told.get("date") or source.date,
            licence=told.get("licence") or source.licence or self.config.licence,
            credit=told.get("credit") or source.credit,
        )
        return media, content

    def _path(self, file: str, root: Path) -> Path:
        """Return where a file lies, links followed; never outside of its source's folder."""
        whole = root.resolve()
        try:
            path = (whole / file).resolve()
            if not path.is_relative_to(whole):
                raise Unfit("media-outside", file)
            if path.is_file():
                return path
        except (OSError, ValueError) as error:  # a name too long, or with a NUL in it
            raise Unfit("media-no-file", file) from error
        raise Unfit("media-no-file", file)

    def _kind(self, word: str | None, content: Content) -> MediaKind:
        if word is not None and word.casefold() not in _KINDS:
            raise Unfit("media-unknown-kind", word)
        return kind_of(content, self.source.kind if word is None else _KINDS[word.casefold()])

    def _title(self, told: Mapping[str, str], kind: MediaKind) -> Text:
        zh, en = told.get("title_zh"), told.get("title_en")
        either = told.get("title") or zh or en
        if either is None:
            return self.source.title or USUAL_TITLES[kind]
        return Text(zh=zh or told.get("title") or either, en=en or told.get("title") or either)

    def _illustrative(self, word: str | None) -> bool:
        if word is not None:
            try:
                return flag(word)
            except ValueError:
                return True  # rather too often than too rarely
        own = self.source.illustrative
        return self.config.illustrative if own is None else own

    def _tell(self, listed: Listed, error: Unfit) -> None:
        facts: dict[str, Any] = {"file": listed.file, "value": error.value}
        known = listed.site if listed.site in self.ids else None
        found = Finding(error.code, self.source.called, known, listed.row, facts=facts)
        self.read.findings.append(found)


USUAL_TITLES: Mapping[MediaKind, Text] = {
    "photo": Text("照片", "Photograph"),
    "panorama": Text("全景", "Panorama"),
    "plan": Text("图纸", "Plan"),
    "document": Text("文件", "Document"),
}
"""What those are called that nobody gave a title."""


def _tier(word: str | None, usual: Tier) -> Tier:
    if word is None:
        return usual
    # a word that is not known hides it from all but the staff
    return next((tier for tier in TIERS if tier == word), "staff")
