"""What of a build config is sound, so that the rest of it is checked though a part is faulty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from sitesel.catalogue.config import BuildConfig
from sitesel.catalogue.document import At, Document
from sitesel.catalogue.suggestion import nearest_word
from sitesel.errors import Fault

_ROUNDS = 20
_RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "no-sites": ("parcels", "halls"),
    "unknown-kind": ("facilities",),
    "unknown-rule": ("facilities", "constraints", "rules"),
    "unknown-attribute": ("attributes",),
    "no-land-use-system": ("parcels", "halls"),
    "no-day": ("date", "rules"),
}
"""Faults that may only be there because a part of the config was left out."""


@dataclass
class SoundParts(Document):
    """A document without its faulty parts; faults are told at their places in the whole of it.

    Parameters
    ----------
    origins
        By the place of a list here: the positions that its items have in the whole document.
    left_out
        Places in the whole document.
    """

    origins: dict[At, list[int]] = field(default_factory=dict)
    left_out: set[At] = field(default_factory=set)

    def origin(self, at: At) -> At:
        """Return where in the whole document a place of this one is."""
        whole: list[str | int] = []
        for i, step in enumerate(at):
            kept = self.origins.get(at[:i])
            inside = kept is not None and isinstance(step, int) and step < len(kept)
            whole.append(kept[int(step)] if kept is not None and inside else step)
        return tuple(whole)

    def fault(self, code: str, at: At, en: str, zh: str) -> Fault:
        """Return a fault at a place, with its line."""
        return super().fault(code, self.origin(at), en, zh)

    def follows(self, fault: Fault) -> bool:
        """Tell whether a fault may only be there because of what was left out."""
        parts = _RESTS_ON.get(fault.code, ())
        known = tuple(BuildConfig.model_fields)
        # what columns mean is of no account elsewhere; a key at the top may be misspelt
        return any(
            (nearest_word(str(at[0]), known) or "") in parts
            for at in self.left_out
            if "columns" not in at
        )


def sound_parts(
    document: Document, data: Mapping[str, Any], error: ValidationError
) -> tuple[SoundParts, BuildConfig] | None:
    """Return the sound parts of a config and what they say; None where too little is sound.

    What can only be found wrong with the rest once a fault is mended is not told.

    Parameters
    ----------
    document
        The whole.
    data
        What is in it, with the profiles of its sources.
    error
        What is wrong with it.
    """
    parts = SoundParts(dict(data), document.lines)
    for _ in range(_ROUNDS):
        known = len(parts.left_out)
        parts.left_out |= {
            parts.origin(place)
            for detail in error.errors()
            if (place := _place(parts.data, detail["loc"]))
        }
        parts.origins = {}
        kept = {"title": "?", **_kept(data, (), (), parts)}
        if len(parts.left_out) == known and kept == parts.data:
            return None
        parts.data = kept
        try:
            return parts, BuildConfig.model_validate(parts.data)
        except ValidationError as again:
            error = again
    return None


def _place(data: Any, loc: At) -> At:  # noqa: ANN401
    """Return the innermost place of the data that an error is about; none for the whole."""
    place: list[str | int] = []
    for step in loc:
        inside: Any = dict(enumerate(data)) if isinstance(data, list) else data
        if isinstance(inside, Mapping) and step in inside:
            data = inside[step]
        elif isinstance(step, int):  # one is taken for a list of one
            continue
        else:
            break
        place.append(step)
    return tuple(place)


def _kept(node: Any, here: At, whole: At, parts: SoundParts) -> Any:  # noqa: ANN401
    """Return what is left of a value, by its place here and in the whole document."""
    if isinstance(node, Mapping):
        return {
            key: _kept(child, (*here, key), (*whole, key), parts)
            for key, child in node.items()
            if (*whole, key) not in parts.left_out
        }
    if isinstance(node, list):
        kept = [i for i in range(len(node)) if (*whole, i) not in parts.left_out]
        parts.origins[here] = kept
        return [_kept(node[i], (*here, j), (*whole, i), parts) for j, i in enumerate(kept)]
    return node
