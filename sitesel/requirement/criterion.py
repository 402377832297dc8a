"""What makes a candidate better or worse: an attribute, a value function and a weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sitesel.language import Text
from sitesel.requirement.value import ValueFunction
from sitesel.schema import Kind

End = Literal["lower", "upper"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is weighed.

    Parameters
    ----------
    id
        Unique among the criteria of its requirement.
    attribute
        Name in the schema.
    value
        Turns the attribute into 0 to 1.
    weight
        Points, above 0; a share of all points when weighed.
    end
        For an `interval` attribute, and only there: which end of the permitted range is looked at.
    kind, unit
        Of the attribute in the schema that the requirement was read with.
    title
        The client's own words for it, where there are any.
    """

    id: str
    attribute: str
    value: ValueFunction
    weight: float = 1.0
    end: End | None = None
    kind: Kind = "quantity"
    unit: str | None = None
    title: Text | None = None

    def needs(self) -> str:
        """Say in symbols what is best, in the schema's unit."""
        unit = f" ({self.unit})" if self.unit and self.unit != "1" else ""
        return f"{self.value.needs(self.kind)}{unit}"

    def canonical(self) -> dict[str, Any]:
        """Return the criterion as it would be written, in the schema's units."""
        written: dict[str, Any] = {"id": self.id, "attribute": self.attribute}
        if self.end is not None:
            written["end"] = self.end
        written |= {"value": self.value.canonical(self.kind), "weight": self.weight}
        if self.title is not None:
            written["title"] = {"zh": self.title.zh, "en": self.title.en}
        return written
