"""What is wrong with a parameter or the body of a request, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sitesel.language import Text

_SAID = {
    "missing": Text("缺少；请填写", "missing; give it"),
    "json_invalid": Text("不是 JSON：{error}", "not JSON: {error}"),
    "int_parsing": Text("应为整数", "should be a whole number"),
    "int_type": Text("应为整数", "should be a whole number"),
    "greater_than_equal": Text("应不小于 {ge}", "should be {ge} or more"),
    "less_than_equal": Text("应不大于 {le}", "should be {le} or less"),
    "string_too_long": Text(
        "最多 {max_length} 个字符", "should have {max_length} characters or less"
    ),
    "enum": Text("应为 {expected} 之一", "should be one of {expected}"),
    "literal_error": Text("应为 {expected} 之一", "should be one of {expected}"),
}


def invalid(fault: Mapping[str, Any]) -> Text:
    """Say what is wrong; `fault` is as pydantic tells it.

    >>> invalid({"type": "greater_than_equal", "msg": "…", "ctx": {"ge": 0}}).zh
    '应不小于 0'
    """
    facts = {**fault.get("ctx", {})}
    if "expected" in facts:
        facts["expected"] = str(facts["expected"]).replace(" or ", ", ")
    said = _SAID.get(fault["type"], Text("不合格式（{msg}）", "not well-formed ({msg})"))
    return said.format(**{"msg": fault["msg"], **facts})
