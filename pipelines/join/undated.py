"""What is known of a claim whose sentence gives no date for it."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.join.governor import Governor
from pipelines.model import Measure, Noun, Status


@dataclass(frozen=True)
class Undated:
    """What the rules of such a claim may ask."""

    verb: Governor
    noun: Noun
    measure: Measure
    status: Status
