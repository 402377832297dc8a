from __future__ import annotations

import pytest
import typst

from sitesel.exports.typesetting import FONT
from tests.api.conftest import WANTED


def test_a_picture_is_svg_that_runs_nothing(client):
    answer = client.get("/api/picture.svg", params={"parcel": ["A", "B"]})
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.text.startswith("<svg ")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy


def test_a_selection_is_drawn_by_its_digest(client):
    digest = client.post("/api/selections", json=WANTED).json()["digest"]
    answer = client.get("/api/picture.svg", params={"selection": digest, "lang": "en"})
    assert ">Suitability<" in answer.text
    assert "immutable" in answer.headers["cache-control"]


def test_what_the_caller_has_is_not_sent_again(client):
    first = client.get("/api/picture.svg")
    assert first.headers["cache-control"] == "no-cache"
    again = client.get("/api/picture.svg", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"parcel": "Z"}, 404, "parcel-not-found"),
        ({"catalogue": "../../etc"}, 404, "picture-not-found"),
        ({"selection": "0" * 16}, 404, "selection-not-found"),
        ({"bounds": "1,2,3"}, 422, "invalid-request"),
        ({"bounds": "122,31,121,32"}, 422, "requirement"),
        ({"width": 10_000}, 422, "invalid-request"),
        ({"parcel": list("ABCDEFA")}, 422, "invalid-request"),
        ({"metres_per_pixel": 0}, 422, "invalid-request"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_wrong_is_told_in_both_languages(client, asked, status, code, lang):
    answer = client.get("/api/picture.svg", params=asked, headers={"accept-language": lang})
    told = answer.json()
    assert (answer.status_code, told["type"]) == (status, f"urn:sitesel:problem:{code}")
    assert told["detail"].isascii() is (lang == "en")


@pytest.mark.skipif(FONT not in typst.Fonts().families(), reason=f"no font {FONT!r}")
def test_a_selection_is_had_as_a_pdf_of_the_view(client):
    digest = client.post("/api/selections", json=WANTED).json()["digest"]
    asked = {"format": "pdf", "bounds": "122,29,123,31"}
    view = client.get(f"/api/selections/{digest}", params=asked)
    whole = client.get(f"/api/selections/{digest}", params={"format": "pdf"})
    assert view.headers["content-type"] == "application/pdf"
    assert f"sitesel-{digest[:12]}.pdf" in view.headers["content-disposition"]
    assert view.headers["etag"] != whole.headers["etag"]
    assert view.content != whole.content


def test_a_view_that_is_no_box_is_told(client):
    digest = client.post("/api/selections", json=WANTED).json()["digest"]
    answer = client.get(f"/api/selections/{digest}", params={"bounds": "3,2,1,0"})
    assert answer.status_code == 422
