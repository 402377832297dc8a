"""How far work is, as it goes on the wire."""

from __future__ import annotations

from pydantic import BaseModel, Field

from sitesel.language import Text
from sitesel.progress import Step


class StepOut(BaseModel):
    """How far work is."""

    words: Text
    done: float = Field(description="0 to 1.")


def step_out(step: Step | None) -> StepOut | None:
    """Return a step as it goes on the wire; None where nothing is under way."""
    return None if step is None else StepOut(words=step.words, done=step.done)
