"""What a caller may not see changes nothing of what they are sent, by whatever route they ask.

Two catalogues are the same but for the values of attributes and media above the caller's tier,
which are permuted; every route of the service answers both with the same bytes.
"""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pyarrow as pa
import pytest
from fastapi.testclient import TestClient
from pyarrow import ipc

from sitesel.api.app import create_app
from sitesel.api.callers import HEADER, identified
from sitesel.settings import Settings
from tests.api.proposing import made, project_of, small_packs
from tests.callers import added, taken_for

SECRETS = {
    "of money and supply": [
        "price",
        "rent",
        "investment_intensity",
        "output_intensity",
        "tax_intensity",
        "available_from",
        "remarks",
        "power_capacity",
        "water_capacity",
        "sewage_capacity",
        "bearing_capacity",
        "groundwater_depth",
        "geological_hazard",
        "tenure",
        "tenure_years",
    ],
    "what is looked at": [
        "name",
        "number",
        "district",
        "planning_use",
        "plot_ratio",
        "building_density",
        "height_limit",
        "status",
        "floor_area",
        "clear_height",
        "floor_load",
        "shoreline_length",
        "front_depth",
        "chemical_park",
        "elevation",
    ],
}
VIEWS = [
    ("of money and supply", "public"),
    ("what is looked at", "public"),
    ("of money and supply", "investor"),
]
FOR_INVESTORS = ("shoreline_length", "front_depth", "elevation")
PARTS = {"lower", "upper", "lower_open", "upper_open"}
SITES = {"parcels": ("DH-05", "DS-10"), "halls": ("H-03",)}
FORMS = ("json", "geojson", "csv", "xlsx", "gpkg", "pdf", "html")
AREA = {
    "type": "Polygon",
    "coordinates": [[[121.9, 29.8], [122.3, 29.8], [122.3, 30.4], [121.9, 30.4], [121.9, 29.8]]],
}
WANTED: tuple[dict[str, Any], ...] = (
    {"constraints": [{"attribute": "area", "at_least": "20 亩"}]},
    {"sites": "halls", "constraints": [{"attribute": "distance_to_wharf", "at_most": "90 km"}]},
    {
        "area_of_interest": AREA,
        "development": {"buildings": [{"width": "120 m", "depth": "60 m"}]},
        "criteria": [
            {"attribute": "area", "value": {"linear": {"best": "60 ha", "worst": 0}}, "weight": 1}
        ],
    },
    {"constraints": [{"attribute": "plot_ratio", "admits": 1.2}]},
    {"constraints": [{"attribute": "price", "at_most": 400}]},
    {"constraints": [{"attribute": "status", "among": ["listed"]}]},
)
NEARER = {"constraints": [{"attribute": "distance_to_wharf", "at_most": "5 km"}]}
TWO = {"requirement": WANTED[0], "other": NEARER}
PLACED = {"requirements": [{**WANTED[0], "id": "one", "land": "10 亩"}]}
ENQUIRY = {"name": "a", "contact": "b", "message": "c", "parcels": ["DH-05"]}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)")
WRITING = {"/api/links", "/api/enquiries"}  # they tell the time
OF_ONESELF = {
    "/api/me",
    "/api/me/password",
    "/api/keys",
    "/api/keys/{key}",
    "/api/sign-in",
    "/api/sign-in/oidc",
    "/api/sign-in/oidc/callback",
    "/api/sign-out",
    "/api/invitations/{invitation}",
    "/api/invitations/{invitation}/oidc",
}
BY_LINK = {"/api/shared/{token}", "/api/shared/{token}/{file}"}  # what they tell is looked at below

Ask = tuple[str, str, Any]


def hidden(folder: Path, secret: list[str], *, permuted: bool) -> None:
    """Take attributes and every second picture out of sight; permute what they say."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for attribute in manifest["schema"]["attributes"]:
        if attribute["name"] in secret:
            attribute["tier"] = "staff"
        elif attribute["name"] in FOR_INVESTORS:
            attribute["tier"] = "investor"
    media = json.loads((folder / "media.json").read_text("utf-8"))
    for one in media[::2]:
        one["tier"] = "staff"
    if permuted:
        for one in media[::2]:
            one |= {"title": {"zh": "别的", "en": "Other"}, "bytes": 1, "site": media[0]["site"]}
            (folder / "media" / one["name"]).write_bytes(b"x")
        for path in folder.glob("*.arrow"):
            permute(path, secret)
    (folder / "media.json").write_text(json.dumps(media, ensure_ascii=False), "utf-8")
    for name, file in manifest["files"].items():
        file["bytes"] = (folder / name).stat().st_size
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")


def permute(path: Path, secret: list[str]) -> None:
    """Permute columns of a file of columns, those of one attribute alike."""
    with ipc.open_file(path.read_bytes()) as file:
        table = file.read_all()
    order = pa.array(np.random.default_rng(1).permutation(table.num_rows))
    columns = []
    for name, column in zip(table.column_names, table.columns, strict=True):
        base, _, part = name.rpartition(".")
        whole = column.combine_chunks()
        is_secret = (base if part in PARTS else name) in secret
        columns.append(whole.take(order) if is_secret else whole)
    batch = pa.record_batch(columns, schema=table.schema)
    with ipc.new_file(path, table.schema) as file:
        file.write_batch(batch)


@pytest.fixture(scope="module", params=VIEWS, ids="-".join)
def twins(request, demonstration, tmp_path_factory) -> list[TestClient]:
    """Return two services whose catalogues differ in what a caller may not see alone."""
    secret, role = SECRETS[request.param[0]], request.param[1]
    clients = []
    for permuted in (False, True):
        store = tmp_path_factory.mktemp("twin")
        folder = store / "catalogues" / demonstration.id
        shutil.copytree(demonstration.path, folder)
        hidden(folder, secret, permuted=permuted)
        (store / "current").write_text(demonstration.id, "ascii")
        settings = Settings(store=store, links_an_hour=1000, enquiries_an_hour=1000)
        app = taken_for(create_app(settings), role)
        clients.append(TestClient(app, raise_server_exceptions=False))
    return clients


def answers(client: TestClient, catalogue: str, names: list[str]) -> dict[str, list[Ask]]:
    """Return what is asked of each route, of hidden ones too; digests come from `client`."""
    digests = [
        (wanted.get("sites", "parcels"), answer.json()["digest"])
        for wanted in WANTED
        if (answer := client.post("/api/selections", json=wanted)).status_code == 200
    ]
    one, other = digests[0][1], digests[-1][1]
    few = next(d for s, d in digests if s == "halls")
    reasons = [
        (digest, reason["constraint"])
        for _, digest in digests
        for reason in client.get(f"/api/selections/{digest}").json()["reasons"]
    ]
    media = json.loads((Path(client.app.state.settings.store) / "catalogues" / catalogue /
                        "media.json").read_text("utf-8"))  # fmt: skip
    of_sites = [(quote(i), s) for s, ids in SITES.items() for i in (*ids, "nobody")]
    tiles = [(0, 0, 0), (6, 53, 26), (9, 429, 210), (12, 3435, 1687)]

    def gets(*addresses: str) -> list[Ask]:
        return [("GET", address, None) for address in addresses]

    def posts(address: str, *bodies: Any) -> list[Ask]:
        return [("POST", address, body) for body in bodies]

    def of_each(end: str, more: str = "") -> list[Ask]:
        return gets(*(f"/api/parcels/{i}{end}?sites={s}{more}" for i, s in of_sites))

    parts = [names[place : place + 24] for place in range(0, len(names), 24)]
    asked = {
        "/api/catalogue": gets("/api/catalogue"),
        "/api/gaps": gets("/api/gaps"),
        "/api/words": gets("/api/words"),
        "/api/attributes": gets("/api/attributes"),
        "/api/schema": gets("/api/schema"),
        "/api/network": gets("/api/network"),
        "/api/site": gets("/api/site"),
        "/api/templates": gets("/api/templates"),
        "/api/rules": gets("/api/rules"),
        "/api/rules/diff": gets("/api/rules/diff?from=2015-01-01&to=2026-11-01"),
        "/api/parcels": gets("/api/parcels?limit=1000", "/api/parcels?sites=halls&limit=1000"),
        "/api/parcels/{parcel}": of_each(""),
        "/api/parcels/{parcel}/media": of_each("/media"),
        "/api/parcels/{parcel}/surroundings": of_each("/surroundings", "&metres=5000"),
        "/api/parcels/{parcel}/envelope": of_each("/envelope", "&road=5"),
        "/api/parcels/{parcel}/exclusions": of_each("/exclusions"),
        "/api/parcels/{parcel}/routes": of_each("/routes", "&mode=car"),
        "/api/parcels/{parcel}/service-areas": of_each("/service-areas", "&mode=car&minutes=10"),
        "/api/search": gets(
            *(f"/api/search?limit=100&q={quote(q)}" for q in ("1", "zs", "定海", "工业", "p", "岛"))
        ),
        "/api/picture.svg": gets(
            "/api/picture.svg",
            f"/api/picture.svg?catalogue={catalogue}&sites=halls",
            "/api/picture.svg?parcel=DH-05&metres_per_pixel=3",
            *(f"/api/picture.svg?selection={digest}" for _, digest in digests),
        ),
        "/api/footprints": posts(
            "/api/footprints",
            {"parcels": ["DH-05", "DS-10"], "requirement": WANTED[2]},
        ),
        "/api/distributions": posts(
            "/api/distributions",
            *(
                {"requirement": wanted, "attributes": part}
                for wanted in WANTED[:2]
                for part in [*parts, ["price"], ["status"], ["plot_ratio"]]
            ),
        ),
        "/api/comparisons": posts("/api/comparisons", TWO),
        "/api/comparisons/told": posts("/api/comparisons/told", TWO),
        "/api/links": posts("/api/links", {"state": {"a": 1}}),
        "/api/links/{link}": gets("/api/links/none"),
        "/api/shared/{token}": gets("/api/shared/none"),  # for who holds a link, whoever asks
        "/api/shared/{token}/{file}": gets("/api/shared/none/proposal.pdf"),
        "/api/enquiries": posts("/api/enquiries", ENQUIRY),
        "/api/selections/{digest}": gets(
            *(f"/api/selections/{d}" for _, d in digests),
            *(f"/api/selections/{few}?format={form}" for form in FORMS),
        ),
        "/api/selections/{digest}/ledger": gets(
            *(f"/api/selections/{d}/ledger" for _, d in digests)
        ),
        "/api/selections/{digest}/renewed": gets(f"/api/selections/{one}/renewed"),
        "/api/selections/{digest}/standings": gets(
            *(f"/api/selections/{d}/standings" for _, d in digests)
        ),
        "/api/selections/{digest}/reasons/{constraint}": gets(
            *(
                f"/api/selections/{d}/reasons/{quote(c)}?outcome={outcome}"
                for d, c in reasons
                for outcome in ("rejected", "unknown", "unmeasured")
            )
        ),
        "/api/selections/{digest}/parcels/{parcel}": gets(
            *(f"/api/selections/{d}/parcels/{i}" for s, d in digests for i in (*SITES[s], "none"))
        ),
        "/api/selections/{digest}/compared/{other}": gets(
            f"/api/selections/{one}/compared/{other}"
        ),
        "/tiles/published.json": gets("/tiles/published.json"),
        "/tiles/{catalogue}.json": gets(f"/tiles/{catalogue}.json"),
        "/tiles/{catalogue}/{name}/{z}/{x}/{y}.mvt": gets(
            *(
                f"/tiles/{catalogue}/{name}/{z}/{x}/{y}.mvt{more}"
                for name in ("parcels", "halls", "ground")
                for z, x, y in tiles
                for more in ("", *(f"?selection={d}" for s, d in digests if s == name))
            )
        ),
        "/api/register": gets("/api/register"),
        "/api/life-cycle": gets("/api/life-cycle"),
        "pages": gets(
            *("/", "/parcel", "/compare", "/about", "/s/none", "/docs", "/report", "/map/none"),
            *(f"/map/{path.stem}" for path in Settings().samples.glob("*.yaml")),
            *(f"/media/{catalogue}/{one['name']}" for one in media),
        ),
    }
    asked["/api/placements"] = posts("/api/placements", PLACED, *WANTED[4:])
    for post in ("requirements", "counts", "answers", "selections"):
        asked[f"/api/{post}"] = posts(f"/api/{post}", *WANTED, {"template": "none"}, [])
    return asked


def sent(client: TestClient, ask: Ask, lang: str) -> tuple[int, dict[str, str], bytes]:
    method, address, body = ask
    headers = {"accept-language": lang}
    answer = client.request(method, address, json=body, headers=headers)
    assert answer.status_code < 500 or address in ("/", "/parcel", "/compare", "/about", "/s/none")
    told = {name: value for name, value in answer.headers.items() if name != "date"}
    if address in WRITING:
        return answer.status_code, {}, b""
    return answer.status_code, told, answer.content


def assert_closed(client: TestClient, paths: dict[str, dict[str, Any]]) -> None:
    """What is not asked has to be refused, or to tell nothing of a catalogue."""
    for path, methods in paths.items():
        for method in methods if path not in OF_ONESELF | BY_LINK else ():
            answer = client.request(method, re.sub(r"{[^}]*}", "1", path))
            assert answer.status_code in (401, 403), (method, path)


def test_every_route_answers_the_same_whatever_a_caller_may_not_see(twins, demonstration):
    plain, permuted = twins
    names = [one["name"] for one in plain.get("/api/attributes").json()["attributes"]]
    asked = answers(plain, demonstration.id, names)
    described = plain.get("/api/openapi.json").json()["paths"]
    assert_closed(plain, {path: told for path, told in described.items() if path not in asked})
    answers(permuted, demonstration.id, names)  # whatever was posted on one side was on the other
    questions = [
        (route, ask, ("zh", "en")[place % 2])
        for route, asks in asked.items()
        for place, ask in enumerate(asks)
    ]
    # one after the other: each service keeps at hand what it last worked with
    told, also = ([sent(client, ask, lang) for _, ask, lang in questions] for client in twins)
    answered = set()
    for question, one, other in zip(questions, told, also, strict=True):
        assert one == other, question
        if one[0] < 300:
            answered.add(question[0])
    assert set(asked) - answered == {
        "/api/links/{link}",
        "/api/shared/{token}",
        "/api/shared/{token}/{file}",
    }


def test_a_proposal_tells_those_it_is_for_nothing_that_they_may_not_see(twins, request):
    """Its maker sees all; it is read by somebody who sees what `tier` says."""
    tier = request.node.callspec.params["twins"][1]
    told = []
    for client in twins:
        app = client.app
        before = app.dependency_overrides[identified]
        staff = TestClient(taken_for(app, "staff"), headers={HEADER: "1"})
        added(app.state.database, "staff", now=datetime.now(UTC))
        try:
            with small_packs():
                project = project_of(staff, WANTED[0])
                preview = staff.get(f"/api/projects/{project}/preview?tier={tier}&lang=en")
                proposal = made(staff, project, tier=tier)
            sheets = [
                staff.get(f"/api/projects/{project}/evaluations/{parcel}")
                for parcel in proposal["shortlist"]
            ]
            hidden = staff.post(f"/api/projects/{project}/requirements", json=WANTED[4])
            refused = staff.get(f"/api/projects/{project}/preview?tier={tier}")
        finally:
            app.dependency_overrides[identified] = before
        assert preview.status_code == 200
        assert proposal["status"] == "ready"
        assert sheets
        assert hidden.status_code == 201
        answers = (preview, *sheets, refused)
        said = [json.dumps(proposal), *(answer.text for answer in answers)]
        told.append([MOMENT.sub("", one) for one in said])
    assert told[0] == told[1]
