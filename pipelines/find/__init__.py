"""Sentence → spans: every number, date, noun, name and cue of a sentence, each with the rule that read it."""

from pipelines.find.sentences import split
from pipelines.find.spans import find

__all__ = ["find", "split"]
