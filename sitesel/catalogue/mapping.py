"""Where the values of an attribute come from: columns, constants, tables to be joined."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from sitesel.language import Text
from sitesel.units import UnitError, parse_quantity

_SLUG = re.compile(r"[a-z][a-z0-9_]*")


def _text(words: object) -> object:
    if isinstance(words, str):
        return Text.of(words)
    if isinstance(words, Text):
        return words
    if isinstance(words, Mapping) and words and set(words) <= {"zh", "en"}:
        told = {str(lang): word for lang, word in words.items() if isinstance(word, str)}
        if len(told) == len(words):
            return Text.of(told)
    raise PydanticCustomError("words", "write text, or zh: and en: with text")


def _slug(word: str) -> str:
    if not _SLUG.fullmatch(word):
        raise PydanticCustomError("slug", "a name has lower-case letters, digits and _")
    return word


def quantity_in(unit: str) -> Callable[[object], float]:
    """Return what reads a quantity as people write it, for a model of the config."""

    def read(words: object) -> float:
        try:
            return parse_quantity(str(words), unit)
        except UnitError as error:
            raise PydanticCustomError(
                "quantity", "{en}\0{zh}", {"en": error.say("en"), "zh": error.say("zh")}
            ) from None

    return read


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


Words = Annotated[Text, BeforeValidator(_text)]
Slug = Annotated[str, Field(min_length=1), BeforeValidator(_slug)]
Metres = Annotated[float, BeforeValidator(quantity_in("m"))]
Minutes = Annotated[float, BeforeValidator(quantity_in("min"))]
KmPerHour = Annotated[float, BeforeValidator(quantity_in("km/h"))]
OneOrMany = Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]


class Strict(BaseModel):
    """A part of a build config: no keys but its own, and never changed."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, allow_inf_nan=False
    )


class Split(Strict):
    """Which part of a text to take: the text is cut at `by`, parts count from 0."""

    by: str = Field(min_length=1)
    part: int = 0


class ColumnMapping(Strict):
    """Where an attribute's values come from.

    Parameters
    ----------
    column
        The column of the source.
    constant
        One value for all rows, in place of a column.
    lower, upper, lower_sign, upper_sign
        For an interval in two columns: its ends, and the columns with their comparison signs
        (`≥`, `>`, `<`, …); without signs the ends are closed.
    bare
        What a number alone means for an interval: exactly so, at least, or at most.
    unit
        The unit of plain numbers in the source; the attribute's own when not told.
    values
        From the source's values to the schema's.
    unknown
        Values that mean "not known", besides the usual ones.
    system
        The land-use code system of the source, for a code.
    split
        Which part of a text to take first.
    """

    column: str | None = None
    constant: str | None = None
    lower: str | None = None
    upper: str | None = None
    lower_sign: str | None = None
    upper_sign: str | None = None
    bare: Literal["exactly", "at_least", "at_most"] = "exactly"
    unit: str | None = None
    values: dict[str, str | None] = Field(default_factory=dict)
    unknown: OneOrMany = ()
    system: str | None = None
    split: Split | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"column": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_source(self) -> ColumnMapping:
        ends = self.lower is not None or self.upper is not None
        told = (self.column is not None) + (self.constant is not None) + ends
        if told != 1:
            raise PydanticCustomError("mapping", "one of column, constant, or lower and upper")
        return self

    @property
    def columns(self) -> dict[str, str]:
        """The columns of the source that it reads, by key."""
        keys = ("column", "lower", "upper", "lower_sign", "upper_sign")
        return {key: name for key in keys if (name := getattr(self, key)) is not None}


class Join(Strict):
    """A table of attributes to be joined to a layer, by id or by the order of its rows.

    `key` is the layer's column and `table_key` the table's (the same when not told).
    """

    path: str
    by: Literal["id", "row"]
    key: str | None = None
    table_key: str | None = None
    layer: str | None = None
    encoding: str | None = None
    header: int | None = None
    names: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _key_by_id(self) -> Join:
        if self.by == "id" and self.key is None:
            raise PydanticCustomError("join-key", "a join by id needs key")
        return self
