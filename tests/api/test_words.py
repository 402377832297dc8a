from __future__ import annotations


def test_codes_are_named_in_both_languages_with_the_classes_they_lie_in(client):
    told = client.get("/api/words").json()
    codes = {each["code"]: each for each in told["codes"]["land-use-2023"]["codes"]}
    assert codes["100103"]["label"] == {"zh": "三类工业用地", "en": "Third-class industry"}
    assert codes["100103"]["parents"] == ["10", "1001"]


def test_cargo_is_named_by_the_words_that_a_requirement_takes(client):
    cargo = client.get("/api/words").json()["cargo"]
    assert {"key": "bulk", "label": {"zh": "散货", "en": "bulk"}} in cargo


def test_words_that_are_known_are_not_sent_again(client):
    tag = client.get("/api/words").headers["etag"]
    assert client.get("/api/words", headers={"if-none-match": tag}).status_code == 304
