"""What a build config says of pictures and documents of the sites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sitesel.catalogue.mapping import Words
from sitesel.catalogue.source import Source
from sitesel.schema import SiteKind, Tier

MediaKind = Literal["photo", "panorama", "plan", "document"]
MEDIA_KINDS: tuple[MediaKind, ...] = ("photo", "panorama", "plan", "document")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "parcel": ("parcel", "hall", "site", "id", "编号", "地块编号", "厂房编号"),
    "file": ("file", "path", "文件", "文件名"),
    "kind": ("kind", "类型", "种类"),
    "title": ("title", "标题", "名称"),
    "title_zh": ("title_zh",),
    "title_en": ("title_en",),
    "date": ("date", "日期", "拍摄日期"),
    "licence": ("licence", "license", "许可"),
    "credit": ("credit", "作者", "来源"),
    "illustrative": ("illustrative", "示意"),
    "tier": ("tier", "公开范围"),
}
"""What a table tells, and the columns it is looked for in when the config names none."""


class MediaSource(Source):
    """Pictures and documents: a folder with one for each site, or a table that names the files.

    In a folder the files of a site lie in a folder named by its id, or their names begin with its
    id and `_`; what follows is the title. A table's `columns` may map parcel, file, kind, title,
    title_zh, title_en, date, licence, credit, illustrative and tier; what it does not tell is
    taken from here.

    Parameters
    ----------
    sites
        What the ids are of.
    kind
        A panorama is equirectangular, twice as wide as high; left out, a picture is a photo and a
        PDF is a document.
    title
        For those without one.
    credit
        Who made them.
    illustrative
        Whether they show something made up; as the catalogue when not told.
    tier
        Who may see them.
    """

    sites: SiteKind = "parcels"
    kind: MediaKind | None = None
    title: Words | None = None
    credit: str | None = None
    illustrative: bool | None = None
    tier: Tier = "public"
