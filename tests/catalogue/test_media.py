"""Pictures and documents: checked by content, copied without metadata, never from elsewhere."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from sitesel.catalogue.build import build
from sitesel.catalogue.media_content import Unfit, content_of
from sitesel.catalogue.media_listed import listed_in_folder
from sitesel.catalogue.media_metadata import without_metadata
from sitesel.errors import BuildConfigError, CatalogueError, LayerError

SQUARES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"id": name},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 30.0], [x + 0.001, 30.0], [x + 0.001, 30.001],
                                 [x, 30.001], [x, 30.0]]],
            },
        }
        for name, x in (("A-1", 122.1), ("B/2", 122.2))
    ],
}  # fmt: skip
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def picture(width: int, height: int, form: str = "JPEG", **more: object) -> bytes:
    ramp = np.add.outer(np.arange(height), np.arange(width)) % 256
    body = io.BytesIO()
    Image.fromarray(ramp.astype(np.uint8)).convert("RGB").save(body, form, **more)
    return body.getvalue()


def garbled(png: bytes) -> bytes:
    """Return a picture whose parts follow each other as they should and hold nonsense."""
    at = png.index(b"IDAT") + 12
    return png[:at] + bytes(8) + png[at + 8 :]


def told() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "SECRET CAMERA"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    return exif


@pytest.fixture
def place(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "parcels.geojson").write_text(json.dumps(SQUARES))
    return tmp_path


def built(place, media: str, **more: str):
    own = "".join(f"{key}: {value}\n" for key, value in more.items())
    config = (
        f"title: Two\n{own}parcels: {{path: raw/parcels.geojson, id: id, columns: {{}}}}\n"
        f"media:\n{media}"
    )
    (place / "build.yaml").write_text(config, "utf-8")
    return build(place / "build.yaml", place / "store")


def codes(catalogue) -> list[str]:
    return [f.code for f in catalogue.findings() if f.code.startswith("media")]


def test_a_folder_is_read_by_the_ids_of_the_sites(place):
    folder = place / "photos"
    (folder / "B" / "2").mkdir(parents=True)
    (folder / "A-1_西侧.jpg").write_bytes(picture(40, 30))
    (folder / "B" / "2" / "码头.png").write_bytes(picture(30, 30, "PNG"))
    (folder / "A-1.pdf").write_bytes(PDF)
    catalogue = built(place, "  - {path: photos, licence: CC-BY-4.0, credit: 测绘队, date: '2026'}")
    assert codes(catalogue) == []
    seen = [(m.site, m.kind, m.title.zh, m.type, m.width, m.height) for m in catalogue.media()]
    assert seen == [
        ("A-1", "document", "文件", "application/pdf", None, None),
        ("A-1", "photo", "西侧", "image/jpeg", 40, 30),
        ("B/2", "photo", "码头", "image/png", 30, 30),
    ]
    assert {(m.licence, m.credit, m.date) for m in catalogue.media()} == {
        ("CC-BY-4.0", "测绘队", "2026")
    }
    assert catalogue.damaged() == ()
    assert {f"media/{m.name}" for m in catalogue.media()} < set(catalogue.manifest.files)


def test_an_id_may_hold_the_sign_that_stands_after_it(tmp_path):
    for name in ("A_1.jpg", "A_1_b_c.jpg", "A_2.jpg", ".A_1.jpg"):
        (tmp_path / name).write_bytes(b"")
    listed = listed_in_folder(tmp_path, {"A", "A_1"})
    assert [(one.site, one.told.get("title")) for one in listed] == [
        ("A_1", None),
        ("A_1", "b_c"),
        ("A", "2"),
    ]


def test_a_folder_may_lie_in_a_hidden_one(tmp_path):
    folder = tmp_path / ".kept"
    folder.mkdir()
    (folder / "Z_a.jpg").write_bytes(b"")
    assert [one.site for one in listed_in_folder(folder, ())] == ["Z"]


def test_a_table_tells_more_and_goes_before_what_the_config_says(place):
    (place / "raw" / "p.jpg").write_bytes(picture(64, 32))
    (place / "raw" / "media.csv").write_text(
        "编号,文件,类型,title_zh,title_en,日期,许可,作者,示意,公开范围\n"
        "A-1,p.jpg,全景,南望,Looking south,2026-01-02,CC0-1.0,某人,是,investor\n",
        "utf-8",
    )
    catalogue = built(place, "  - {path: raw/media.csv, licence: x, illustrative: false}")
    (one,) = catalogue.media()
    assert (one.kind, one.title.zh, one.title.en) == ("panorama", "南望", "Looking south")
    assert (one.date, one.licence, one.credit) == ("2026-01-02", "CC0-1.0", "某人")
    assert one.illustrative
    assert one.tier == "investor"
    (record,) = [s for s in catalogue.manifest.sources if s.role == "media"]
    assert (record.rows, record.published, record.set_aside) == (1, 1, 0)


def test_the_columns_of_a_table_can_be_named(place):
    (place / "raw" / "p.jpg").write_bytes(picture(20, 20))
    (place / "raw" / "media.csv").write_text("dk,wj,lx\nA-1,p.jpg,航拍\n", "utf-8")
    catalogue = built(
        place,
        "  - path: raw/media.csv\n"
        "    columns: {parcel: dk, file: wj, kind: {column: lx, values: {航拍: photo}}}\n",
    )
    assert [m.kind for m in catalogue.media()] == ["photo"]


def test_a_tier_sees_what_is_for_it_and_no_more(place):
    for i, name in enumerate(("p", "q", "r", "s")):
        (place / "raw" / f"{name}.jpg").write_bytes(picture(20 + i, 20))
    (place / "raw" / "media.csv").write_text(
        "parcel,file,tier\nA-1,p.jpg,\nA-1,q.jpg,investor\nA-1,r.jpg,staff\nA-1,s.jpg,sercet\n",
        "utf-8",
    )
    catalogue = built(place, "  - {path: raw/media.csv}")
    counts = [len(catalogue.visible_to(t).media()) for t in ("public", "investor", "staff")]
    assert counts == [1, 2, 4]
    assert len(catalogue.visible_to("public").visible_to("staff").media()) == 1


@pytest.mark.parametrize(
    ("name", "body", "kind", "code"),
    [
        ("a.jpg", b"<html><script>alert(1)</script>", "", "media-unknown-content"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "",
         "media-unknown-content"),
        ("a.jpg", b"GIF89a", "", "media-unknown-content"),
        ("a.jpg", b"", "", "media-unknown-content"),
        ("a.jpg", picture(40, 30)[:300], "", "media-damaged"),
        ("a.png", picture(40, 30, "PNG")[:-20], "", "media-damaged"),
        ("a.webp", picture(40, 30, "WEBP")[:-20], "", "media-damaged"),
        ("a.png", garbled(picture(40, 30, "PNG")), "", "media-damaged"),
        ("a.pdf", PDF[:-8], "", "media-damaged"),
        ("a.pdf", PDF, "photo", "media-no-picture"),
        ("a.jpg", picture(40, 30), "panorama", "media-not-panorama"),
        ("a.jpg", picture(40, 30), "film", "media-unknown-kind"),
    ],
)  # fmt: skip
def test_what_is_unfit_is_left_out_and_told(place, name, body, kind, code):
    (place / "raw" / name).write_bytes(body)
    (place / "raw" / "media.csv").write_text(f"parcel,file,kind\nA-1,{name},{kind}\n", "utf-8")
    catalogue = built(place, "  - {path: raw/media.csv}")
    assert catalogue.media() == ()
    assert codes(catalogue) == [code]
    assert "media.json" not in catalogue.manifest.files


@pytest.mark.parametrize(
    "file", ["../secret.jpg", "/etc/passwd", "link.jpg", "x/../../secret.jpg", "a" * 5000, "."]
)
def test_a_table_leads_to_no_file_outside_of_its_folder(place, file):
    (place / "secret.jpg").write_bytes(picture(20, 20))
    (place / "raw" / "link.jpg").symlink_to(place / "secret.jpg")
    (place / "raw" / "media.csv").write_text(f"parcel,file\nA-1,{file}\n", "utf-8")
    catalogue = built(place, "  - {path: raw/media.csv}")
    assert catalogue.media() == ()
    outside = file != "." and len(file) < 100
    assert codes(catalogue) == ["media-outside" if outside else "media-no-file"]


def test_unknown_sites_and_repeated_files_are_told(place):
    folder = place / "photos"
    folder.mkdir()
    for name in ("A-1_a.jpg", "A-1_b.jpg", "Z-9_a.jpg"):
        (folder / name).write_bytes(picture(20, 20))
    catalogue = built(place, "  - {path: photos}")
    assert sorted(codes(catalogue)) == ["media-twice", "media-unknown-site"]
    assert len(catalogue.media()) == 1


def test_too_many_pixels_are_not_decoded(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    path.write_bytes(picture(200, 100, "PNG"))
    monkeypatch.setattr("sitesel.catalogue.media_content.MOST_PIXELS", 19_999)
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("decoded"))
    with pytest.raises(Unfit) as raised:
        content_of(path)
    assert raised.value.code == "media-too-large"


def test_too_many_bytes_are_not_read(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    path.write_bytes(picture(200, 100, "PNG"))
    monkeypatch.setattr("sitesel.catalogue.media_content.MOST_BYTES", 100)
    with pytest.raises(Unfit) as raised:
        content_of(path)
    assert raised.value.code == "media-too-large"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_metadata_stay_out_and_what_is_seen_stays(form):
    more = {} if form == "PNG" else {"quality": 90}
    body = picture(48, 32, form, exif=told(), **more)
    assert b"SECRET" in body
    plain = without_metadata(body + b"FILM OF A PHONE", form)
    assert b"SECRET" not in plain
    assert b"FILM" not in plain
    before, after = Image.open(io.BytesIO(body)), Image.open(io.BytesIO(plain))
    assert np.array_equal(np.asarray(before), np.asarray(after))
    assert not after.getexif()
    assert without_metadata(plain, form) == plain


def test_a_webp_does_not_announce_what_was_left_out():
    body = picture(48, 32, "WEBP", exif=told())
    assert body[12:16] == b"VP8X"
    assert body[20] & 0x08
    assert not without_metadata(body, "WEBP")[20] & 0x0C


def test_a_progressive_picture_keeps_all_of_its_scans():
    body = picture(300, 200, progressive=True, exif=told())
    plain = without_metadata(body, "JPEG")
    assert np.array_equal(
        np.asarray(Image.open(io.BytesIO(body))), np.asarray(Image.open(io.BytesIO(plain)))
    )


def test_a_profile_of_colours_is_kept():
    profile = b"profile" * 9
    plain = without_metadata(picture(20, 20, icc_profile=profile, comment=b"SECRET"), "JPEG")
    assert Image.open(io.BytesIO(plain)).info["icc_profile"] == profile
    assert b"SECRET" not in plain


def test_a_picture_on_its_side_is_still_turned(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(picture(40, 30, exif=told()))
    content = content_of(path)
    assert (content.width, content.height) == (30, 40)
    assert Image.open(io.BytesIO(content.body)).getexif() == {0x0112: 6}
    assert content.left_out > 0


def test_metadata_left_out_are_told(place):
    folder = place / "photos"
    folder.mkdir()
    (folder / "A-1.jpg").write_bytes(picture(20, 20, exif=told()))
    catalogue = built(place, "  - {path: photos}")
    assert codes(catalogue) == ["media-metadata"]
    (one,) = catalogue.media_of("parcels", "A-1")
    _, path = catalogue.media_named(one.name)
    assert b"SECRET" not in path.read_bytes()


def test_the_same_files_give_the_same_catalogue(place):
    folder = place / "photos"
    folder.mkdir()
    (folder / "A-1_a.jpg").write_bytes(picture(20, 20))
    assert built(place, "  - {path: photos}").id == built(place, "  - {path: photos}").id


def test_a_picture_changed_during_the_build_stops_it(place, monkeypatch):
    folder = place / "photos"
    folder.mkdir()
    (folder / "A-1.jpg").write_bytes(picture(20, 20))
    monkeypatch.setattr("sitesel.catalogue.media.published_bytes", lambda _: picture(22, 20))
    with pytest.raises(CatalogueError, match="changed while"):
        built(place, "  - {path: photos}")


def test_a_misspelt_key_or_column_is_told(place):
    (place / "raw" / "media.csv").write_text("parcel,file\n", "utf-8")
    with pytest.raises(BuildConfigError, match="licence"):
        built(place, "  - {path: raw/media.csv, lisence: x}")
    with pytest.raises(BuildConfigError, match="credit"):
        built(place, "  - {path: raw/media.csv, columns: {cerdit: x}}")
    with pytest.raises(BuildConfigError, match="no file"):
        built(place, "  - {path: raw/nowhere}")
    with pytest.raises(LayerError, match="no column 'wj'"):
        built(place, "  - {path: raw/media.csv, columns: {file: wj}}")


def test_what_is_not_said_to_be_real_is_as_the_catalogue(place):
    folder = place / "photos"
    folder.mkdir()
    (folder / "A-1.jpg").write_bytes(picture(20, 20))
    assert built(place, "  - {path: photos}", illustrative="true").media()[0].illustrative
    assert not built(place, "  - {path: photos}").media()[0].illustrative


def test_a_damaged_index_is_told(place):
    folder = place / "photos"
    folder.mkdir()
    (folder / "A-1.jpg").write_bytes(picture(20, 20))
    catalogue = built(place, "  - {path: photos}")
    (catalogue.path / "media.json").write_text("[{}]")
    with pytest.raises(CatalogueError, match="build the catalogue again"):
        replace(catalogue).media()
