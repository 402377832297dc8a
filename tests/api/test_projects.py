from __future__ import annotations

import pytest
from sqlalchemy import select

from sitesel.api.app import create_app
from sitesel.catalogue import Store
from sitesel.record.table import EntryRow
from sitesel.settings import Settings
from tests.callers import signed_in
from tests.conftest import town_draft

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SENT = {
    "title": {"zh": "电池前驱体", "en": "Battery precursor"},
    "investor": "某新材料公司",
    "unit": "投促局",
    "figures": {"land": "410 亩", "investment": "35 亿元"},
}
WANTED = {"title": "十亩", "constraints": [{"attribute": "area", "at_least": "10 亩"}]}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    Store(folder).publish(town_draft())
    return create_app(Settings(store=folder, samples=folder))


@pytest.fixture(scope="module")
def staff(app):
    return signed_in(app, "staff", name="li.ming")


@pytest.fixture
def project(staff) -> str:
    """Return the address of a project."""
    made = staff.post("/api/projects", json=SENT)
    assert made.status_code == 201
    return f"/api/projects/{made.json()['id']}"


def entries(app, most):
    with app.state.database.reading() as session:
        rows = session.scalars(select(EntryRow).order_by(EntryRow.number.desc()).limit(most))
        return [row.entry() for row in rows]


def test_a_project_is_told_with_its_figures_in_words_and_what_may_follow(staff, project):
    told = staff.get(project).json()
    assert told["title"] == SENT["title"]
    assert told["investor"] == {"zh": "某新材料公司", "en": "某新材料公司"}
    assert (told["stage_label"]["zh"], told["days"], told["owner"]["name"]) == (
        "线索", 0, "li.ming",
    )  # fmt: skip
    land, investment = told["figures"]
    assert land["said"]["zh"] == "410 亩（27.33 公顷）"
    assert (investment["value"], investment["unit"]) == (350_000, "10^4 CNY")
    assert told["written"] == SENT["figures"]
    assert [each["id"] for each in told["next"]] == ["negotiating", "signed", "dropped"]


def test_who_looks_at_a_project_is_on_record(app, staff, project):
    staff.get(project)
    (entry,) = entries(app, 1)
    assert (entry.what, entry.of) == ("view", project.removeprefix("/api/").replace("s/", ":"))


def test_faults_are_told_all_at_once_with_their_places(staff):
    sent = {"title": " ", "unit": "a\x00", "figures": {"land": "much", "jobs": -1}}
    told = staff.post("/api/projects", json=sent)
    assert told.status_code == 422
    assert [fault["path"] for fault in told.json()["faults"]] == [
        ["title"], ["unit"], ["figures", "land"], ["figures", "jobs"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ({"title": "甲", "stage": "won"}, "stage"),
        ({"title": "甲", "closed": "2026-01-01"}, "closed"),
        ({"title": "甲", "owner": 0}, "owner"),
        ({"title": {"zh": "甲", "fr": "a"}}, "title"),
    ],
)
def test_what_is_no_project_is_refused(staff, sent, path):
    told = staff.post("/api/projects", json=sent)
    assert told.status_code == 422
    assert path in [place for fault in told.json()["faults"] for place in fault["path"]]


def test_projects_are_listed_found_and_paged(app, staff):
    other = signed_in(app, "staff", name="zhao")
    mine = other.post("/api/projects", json={"title": "钠电 100%", "stage": "signed"}).json()

    def found(**asked):
        return [each["id"] for each in other.get("/api/projects", params=asked).json()["projects"]]

    assert found(mine=True) == [mine["id"]]
    assert found(q="钠电 0%") == [mine["id"]]
    assert found(q="\x00") == []
    assert found(limit=1) == [mine["id"]]
    assert mine["id"] not in found(offset=1)
    assert mine["id"] not in found(stage="lead")
    assert mine["id"] in found(stage="open")
    assert other.get("/api/projects", params={"stage": "won"}).status_code == 422
    assert "投促局" in other.get("/api/projects").json()["units"]


def test_the_second_is_told_both_values_and_their_own_language(staff, project):
    assert staff.patch(project, json={"version": 1, "unit": "经信局"}).json()["version"] == 2
    chinese = {"accept-language": "zh"}
    sent = {"version": 1, "unit": "发改局", "figures": {"tax": "1 亿元"}}
    told = staff.patch(project, json=sent, headers=chinese)
    assert (told.status_code, told.json()["title"]) == (409, "他人已修改")
    (clash,) = told.json()["clashes"]
    assert (clash["now"], clash["wanted"]) == ("经信局", "发改局")
    kept = staff.get(project).json()
    assert (kept["unit"], kept["version"]) == ("经信局", 2)
    assert "tax" not in kept["written"]
    sent = {"version": 1, "owner": None, "figures": {"land": None}}
    kept = staff.patch(project, json=sent).json()
    assert (kept["owner"], [each["name"] for each in kept["figures"]]) == (None, ["investment"])


def test_a_step_is_entered_and_taken_back(app, staff, project):
    sent = {"stage": "signed", "on": "2020-01-01"}
    told = staff.post(f"{project}/stages", json=sent)
    assert (told.status_code, "before the project came" in told.json()["detail"]) == (422, True)
    told = staff.post(f"{project}/stages", json={"stage": "signed", "note": "已签"}).json()
    assert [each["label"]["zh"] for each in told["stages"]] == ["线索", "签约"]
    assert told["stages"][-1]["note"] == "已签"
    step = told["stages"][-1]["id"]
    told = staff.delete(f"{project}/stages/{step}").json()
    assert [each["stage"] for each in told["stages"]] == ["lead"]
    assert [entry.what for entry in entries(app, 2)] == ["project_stage", "project_stage"]
    assert staff.delete(f"{project}/stages/{step}").status_code == 422


def test_requirements_are_kept_as_versions_and_selected_by(app, staff, project):
    made = staff.post(f"{project}/requirements", json=WANTED, params={"note": "首版"}).json()
    assert (made["number"], made["note"], made["by"]) == (1, "首版", "li.ming")
    yaml = "title: 十五亩\nconstraints: [{attribute: area, at_least: 16 亩}]"
    sent = {"content": yaml.encode(), "headers": {"content-type": "application/yaml"}}
    assert staff.post(f"{project}/requirements", **sent).json()["number"] == 2
    told = staff.get(f"{project}/requirements/1").json()
    assert told["requirement"]["title"]["zh"] == "十亩"
    first = staff.post(f"{project}/selections", json={"requirement": 1}).json()
    assert (first["counts"]["candidates"], first["is_current"], first["tier"]) == (6, True, "staff")
    second = staff.post(f"{project}/selections", json={"requirement": 2}).json()
    assert second["counts"]["candidates"] == 0
    assert entries(app, 1)[0].what == "select"
    again = staff.get(f"/api/selections/{first['digest']}").json()
    assert again["counts"] == first["counts"]
    whole = staff.get(project).json()
    assert [each["number"] for each in whole["requirements"]] == [2, 1]
    assert [each["digest"] for each in whole["selections"]] == [second["digest"], first["digest"]]


@pytest.mark.parametrize(
    ("where", "sent", "status"),
    [
        ("requirements", {"constraints": [{"attribute": "no_such"}]}, 422),
        ("requirements", [], 422),
        ("selections", {"requirement": 9}, 404),
        ("contacts", {"name": ""}, 422),
        ("notes", {"text": "\u202e"}, 422),
        ("stages", {"stage": "landed"}, 422),
    ],
)
def test_parts_with_faults_are_refused(staff, project, where, sent, status):
    told = staff.post(f"{project}/{where}", json=sent)
    assert told.status_code == status
    assert told.headers["content-type"] == "application/problem+json"


def test_a_scenario_that_the_catalogue_has_not_is_refused(staff, project):
    staff.post(f"{project}/requirements", json=WANTED)
    sent = {"requirement": 1, "scenario": "no_bridge"}
    assert staff.post(f"{project}/selections", json=sent).status_code == 422


def test_contacts_and_notes_come_and_contacts_go(staff, project):
    made = staff.post(f"{project}/contacts", json={"name": "王芳", "mail": "w@x.cn"}).json()
    one = f"{project}/contacts/{made['id']}"
    assert staff.patch(one, json={"position": "总监"}).json()["name"] == "王芳"
    staff.post(f"{project}/notes", json={"text": "一\n二"})
    told = staff.get(project).json()
    assert [each["position"] for each in told["contacts"]] == ["总监"]
    assert [(each["text"], each["by"]) for each in told["notes"]] == [("一\n二", "li.ming")]
    assert staff.delete(one).status_code == 204
    assert staff.get(project).json()["contacts"] == []
    assert staff.delete(one).status_code == 404


def test_a_document_comes_back_as_a_file_to_be_saved_and_nothing_runs(app, staff, project):
    made = staff.post(f"{project}/documents", content=PDF, params={"name": "../可研.pdf"}).json()
    assert (made["name"], made["type"], made["tier"]) == ("可研.pdf", "application/pdf", "staff")
    answer = staff.get(made["url"])
    assert answer.content == PDF
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "%E5%8F%AF%E7%A0%94.pdf" in answer.headers["content-disposition"]
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"].startswith("private")
    (entry,) = entries(app, 1)
    assert (entry.what, entry.told["name"]) == ("download", "可研.pdf")
    assert staff.delete(made["url"]).status_code == 204
    assert staff.get(made["url"]).status_code == 404
    assert not any((app.state.shelf.store.path / "documents").iterdir())


def test_a_document_is_of_its_project_alone(staff, project):
    made = staff.post(f"{project}/documents", content=PDF, params={"name": "a.pdf"}).json()
    other = staff.post("/api/projects", json=SENT).json()["id"]
    assert staff.get(f"/api/projects/{other}/documents/{made['id']}").status_code == 404
    assert staff.delete(f"/api/projects/{other}/documents/{made['id']}").status_code == 404
    assert staff.get(made["url"]).status_code == 200


@pytest.mark.parametrize(
    ("body", "name", "status"),
    [
        (b"<svg onload='alert(1)'/>", "a.pdf", 422),
        (PDF, "a\x00.pdf", 422),
        (PDF, "", 422),
        (b"", "a.pdf", 422),
    ],
)
def test_what_is_no_document_is_refused(staff, project, body, name, status):
    told = staff.post(f"{project}/documents", content=body, params={"name": name})
    assert told.status_code == status
    assert staff.get(project).json()["documents"] == []


def test_stages_colleagues_and_the_lists_to_follow_up(app, staff):
    signed_in(app, "reviewer")
    stages = staff.get("/api/stages").json()["stages"]
    assert [each["label"]["zh"] for each in stages[:3]] == ["线索", "洽谈", "签约"]
    colleagues = staff.get("/api/colleagues").json()["colleagues"]
    assert "reviewer" not in {each["name"] for each in colleagues}
    sent = {"title": "=1+1", "stage": "signed", "on": "2020-01-01", "unit": "慢单位"}
    slow = staff.post("/api/projects", json=sent).json()
    told = staff.get("/api/follow-up", params={"unit": "慢单位"}).json()
    signed = told["slow"][0]
    assert (signed["label"]["zh"], signed["days"]) == ("签约未落地", 90)
    assert [each["project"]["id"] for each in signed["projects"]] == [slow["id"]]
    assert signed["projects"][0]["over"] == slow["days"] - 90
    assert told["counts"] == [{"unit": "慢单位", "month": "2020-01", "stages": {"signed": 1}}]
    body = staff.get("/api/follow-up/export", params={"form": "csv", "unit": "慢单位"})
    assert body.headers["content-type"] == "text/csv; charset=utf-8"
    assert ",'=1+1," in body.content.decode("utf-8-sig")
    book = staff.get("/api/follow-up/export", params={"form": "xlsx"})
    assert (book.status_code, book.content[:2]) == (200, b"PK")
    assert entries(app, 1)[0].what == "download"
    assert staff.get("/api/follow-up/export").status_code == 422


def test_no_other_caller_learns_whether_there_is_a_project(app, project):
    investor = signed_in(app, "investor")
    there, not_there = (investor.get(path) for path in (project, "/api/projects/999999"))
    assert there.status_code == not_there.status_code == 403
    assert there.content == not_there.content
