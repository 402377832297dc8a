from __future__ import annotations

import pytest

from sitesel.errors import LayerError
from sitesel.layers.encoding import Bytes, Decision, decide, decode, decode_text

REAL = {
    "gb18030": ("舟山市定海区工业用地", "普陀区东港街道", "规划用途"),
    "utf-8": ("舟山市定海区工业用地", "普陀区东港街道", "规划用途"),
    "cp949": ("서울특별시 강남구 역삼동", "대지", "지번"),
    "cp932": ("東京都千代田区丸の内一丁目", "用途地域", "図面番号"),
    "cp950": ("臺北市信義區土地使用分區", "工業區", "地號"),
    "cp1251": ("Вологодская область", "Дошкольное учреждение", "улица"),
    "cp1252": ("Sankt Pölten, Grundstück", "Général de Gaulle", "Straße"),
}


@pytest.mark.parametrize("codec", REAL)
def test_real_text_is_known_by_its_bytes_alone(codec: str) -> None:
    assert decide([Bytes(text.encode(codec)) for text in REAL[codec]]).codec == codec


@pytest.mark.parametrize("codec", sorted(set(REAL) - {"utf-8"}))
def test_a_file_that_says_utf8_and_is_not_is_contradicted(codec: str) -> None:
    decision = decide([Bytes(text.encode(codec)) for text in REAL[codec]], told="65001")
    assert (decision.codec, decision.contradicted) == (codec, True)


@pytest.mark.parametrize("told", ["GBK", "ANSI 936", "CP949", "ISO 88591", "Big5", "nonsense"])
def test_utf8_is_known_whatever_the_file_says(told: str) -> None:
    assert decide([Bytes(text.encode()) for text in REAL["utf-8"]], told=told).codec == "utf-8"


def test_a_label_of_another_code_that_reads_the_same_is_no_contradiction() -> None:
    assert decide([Bytes("Pölten".encode("cp1252"))], told="windows-1254").contradicted is False


def test_plain_ascii_needs_no_decision_and_no_finding() -> None:
    decision = decide([Bytes(b"R1D-M")], told="UTF-8")
    assert (decision.plain, decision.findings("zoning")) == (True, [])


def test_what_a_person_declares_is_taken_without_a_doubt() -> None:
    text = [Bytes("工业用地".encode("gbk"))]
    assert decide(text, declared="CP949").codec == "cp949"


def test_an_unknown_declared_encoding_is_refused_with_the_way_out() -> None:
    with pytest.raises(LayerError, match=r"'GBX'.*GB18030"):
        decide([], declared="GBX")


def test_a_decision_without_any_word_of_the_file_is_a_finding() -> None:
    (finding,) = decide([Bytes(t.encode("gbk")) for t in REAL["gb18030"]]).findings("parcels")
    assert (finding.code, finding.facts["used"]) == ("encoding-decided", "GB18030")


def test_a_contradiction_tells_what_the_file_said_and_how_it_reads_now() -> None:
    decision = decide([Bytes("三类工业用地".encode("gbk"))], told="65001")
    (finding,) = decision.findings("parcels")
    assert "65001" in finding.found("en")
    assert "三类工业用地" in finding.done("zh")


def test_text_that_fits_two_encodings_is_uncertain() -> None:
    assert decide([Bytes(b"caf\xe9")]).certain is False


def test_an_uncertain_decision_names_the_rival() -> None:
    decision = Decision("cp949", certain=False, rival="gb18030", rival_sample="工业")
    (finding,) = decision.findings("parcels")
    assert (finding.code, "GB18030" in finding.done("en")) == ("encoding-uncertain", True)


def test_one_value_in_another_encoding_does_not_turn_the_rest() -> None:
    values = [Bytes(text.encode("gbk")) for text in REAL["gb18030"] * 5 + ("岱山县", "嵊泗县")]
    assert decide([*values, Bytes("定海".encode())]).codec == "gb18030"


def test_a_character_cut_at_the_end_of_a_full_value_is_left_out() -> None:
    assert decode(Bytes("规划用途".encode()[:10], full=True), "utf-8") == ("规划用", True)


def test_a_character_cut_where_there_was_room_is_another_encoding() -> None:
    with pytest.raises(UnicodeDecodeError):
        decode(Bytes("规划用途".encode()[:10], full=False), "utf-8")


def test_cut_values_do_not_speak_against_their_encoding() -> None:
    values = [Bytes(("三类工业用地" * 20).encode()[:80], full=True)]
    assert decide(values).codec == "utf-8"


def test_gb18030_contains_what_gbk_lacks() -> None:
    text, decision = decode_text("嵊泗县㑇𠀀山乡规划用途工业用地".encode("gb18030"))
    assert (text[3:5], decision.codec) == ("㑇𠀀", "gb18030")


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-8", "gb18030", "utf-16-le"])
def test_whole_texts_are_decoded_with_and_without_a_byte_order_mark(codec: str) -> None:
    text = "[属性描述]\n坐标系=2000国家大地坐标系\n计量单位=米\n[地块坐标]\n"
    assert decode_text(text.encode(codec))[0] == text


def test_the_empty_text_is_plain() -> None:
    assert decode_text(b"") == ("", Decision("utf-8", plain=True))


def test_no_values_at_all_take_what_the_file_says() -> None:
    assert decide([], told="GBK").codec == "gb18030"
