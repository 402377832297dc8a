"""Reading a build config: all of its faults at once, each with its line and a suggestion."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sitesel.catalogue.checking import Check
from sitesel.catalogue.config import BuildConfig
from sitesel.catalogue.document import At, Document, read_document
from sitesel.catalogue.profile import read_profile, with_profile
from sitesel.catalogue.sound_parts import sound_parts
from sitesel.catalogue.suggestion import unknown_word
from sitesel.errors import BuildConfigError, Fault
from sitesel.language import Text


def read_config(path: str | Path) -> BuildConfig:
    """Read and check a build config; nothing of its sources is read.

    Raises
    ------
    BuildConfigError
        With every fault: what is not known, where, and what may have been meant.
    """
    path = Path(path)
    document = read_document(path)
    if not isinstance(document.data, Mapping):
        raise BuildConfigError(
            f"{path} holds no build config; see parcels/build-example.yaml",
            f"{path} 不是构建配置；可参考 parcels/build-example.yaml",
        )
    faults = [*document.faults]
    data = _with_profiles(document, path.parent, faults)
    try:
        config = BuildConfig.model_validate(data).read_from(path.parent, document)
    except ValidationError as error:
        faults += [_fault(document, detail) for detail in error.errors()]
        faults += _others(document, data, error, path.parent)
    else:
        faults += Check(document, config).faults()
    if faults:
        faults.sort(key=lambda fault: (fault.line or 0, str(fault.path)))
        raise BuildConfigError(
            f"{path.name} has {len(faults)} fault{'s' * (len(faults) > 1)}:",
            f"{path.name} 有 {len(faults)} 处错误：",
            faults,
        )
    return config


def _others(
    document: Document, data: Mapping[str, Any], error: ValidationError, folder: Path
) -> list[Fault]:
    """Return what else is wrong with a config, apart from the parts that an error is about."""
    sound = sound_parts(document, data, error)
    if sound is None:
        return []
    parts, config = sound
    found = Check(parts, config.read_from(folder, parts)).faults()
    return [fault for fault in found if not parts.follows(fault)]


def _with_profiles(document: Document, folder: Path, faults: list[Fault]) -> dict[str, Any]:
    data = dict(document.data)
    for kind in ("parcels", "halls"):
        listed = data.get(kind)
        several = [listed] if isinstance(listed, Mapping) else listed
        if not isinstance(several, list):
            continue
        merged = []
        for i, source in enumerate(several):
            name = source.get("profile") if isinstance(source, Mapping) else None
            if isinstance(name, str):
                try:
                    merged.append(with_profile(source, read_profile(name, folder)))
                    continue
                except BuildConfigError as error:
                    at = (kind, i, "profile") if isinstance(listed, list) else (kind, "profile")
                    faults.append(document.fault("profile", at, error.say("en"), error.say("zh")))
            merged.append(source)
        data[kind] = merged
    return data


_MESSAGES: Mapping[str, Text] = {
    "missing": Text(zh="缺少必需的 {key!r}", en="{key!r} is needed"),
    "bool_parsing": Text(zh="应为 true 或 false", en="write true or false"),
    "float_parsing": Text(zh="应为数字", en="write a number"),
    "finite_number": Text(zh="应为有限的数", en="write a finite number"),
    "greater_than_equal": Text(zh="应为 {ge:g} 或更大的数", en="write {ge:g} or more"),
    "less_than_equal": Text(
        zh="数值超出可能的范围（最大 {le:g}）", en="this is more than can be; write {le:g} or less"
    ),
    "int_parsing": Text(zh="应为整数", en="write a whole number"),
    "string_type": Text(zh="应为文字", en="write text"),
    "dict_type": Text(zh="应为键值映射", en="write a mapping of keys to values"),
    "model_type": Text(zh="应为键值映射", en="write a mapping of keys to values"),
    "tuple_type": Text(zh="应为列表", en="write a list"),
    "literal_error": Text(zh="应为 {expected}", en="write {expected}"),
    "words": Text(zh="应为文字，或带 zh: 与 en: 的文字", en="write text, or zh: and en: with text"),
    "slug": Text(
        zh="名称只能用小写字母、数字和下划线，以字母开头",
        en="a name has lower-case letters, digits and _, a letter first",
    ),
    "mapping": Text(
        zh="column、constant、lower/upper 三者必须且只能给一种",
        en="give one of column, constant, or lower and upper",
    ),
    "join-key": Text(zh="按编号连接须给出 key", en="a join by id needs `key`"),
    "greater_than": Text(zh="应大于 0", en="write more than 0"),
    "too_short": Text(zh="至少应有一项", en="write at least one"),
    "day": Text(zh="应为日期，如 2027-12-31", en="write a day, like 2027-12-31"),
    "base": Text(
        zh="base 是没有情景的现状网络；请换一个名称",
        en="base is the network without any scenario; choose another name",
    ),
    "network": Text(
        zh="network 至少要有 roads 或 ferries", en="a network needs roads: or ferries:, or both"
    ),
    "kind": Text(
        zh="要么给 kind，要么给 kind_column 与 kinds",
        en="give either kind, or kind_column and kinds",
    ),
}


def _fault(document: Document, detail: ErrorDetails) -> Fault:
    at: At = tuple(step for step in detail["loc"] if step != "[key]")
    code, context = detail["type"], detail.get("ctx") or {}
    if code == "extra_forbidden":
        word = str(at[-1])
        known = unknown_word(word, _keys_at(at[:-1]))
        return document.fault(
            "unknown-key", at, f"no key {word!r}; {known.en}", f"没有键 {word!r};{known.zh}"
        )
    if code == "quantity":
        return document.fault(code, at, str(context["en"]), str(context["zh"]))
    message = _MESSAGES.get(code)
    if message is None:
        return document.fault(code, at, detail["msg"], detail["msg"])
    facts = {"expected": "", **context, "key": at[-1] if at else ""}
    told = message.format(**facts)
    return document.fault(code, at, told.en, told.zh)


@cache
def _keys_at(at: At) -> tuple[str, ...]:
    """Return the keys that a model of the config has, by the place of a mapping in it."""
    model: Any = BuildConfig
    keyed = False  # the next step is a name that the config gives, not a key of a model
    for step in at:
        if keyed or isinstance(step, int):
            keyed = False
        elif isinstance(model, type) and issubclass(model, BaseModel):
            if step not in model.model_fields:
                return ()
            annotation = model.model_fields[step].annotation
            keyed, model = get_origin(annotation) is dict, _inner(annotation)
    known = isinstance(model, type) and issubclass(model, BaseModel)
    return tuple(model.model_fields) if known else ()


def _inner(annotation: Any) -> Any:  # noqa: ANN401
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation
    models = (_inner(arg) for arg in get_args(annotation) if arg is not type(None))
    return next((m for m in models if isinstance(m, type) and issubclass(m, BaseModel)), None)
