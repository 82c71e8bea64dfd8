"""`@rule`: a small function that reads one thing about English, with its meaning, the examples that prove it and
the phrases that it must refuse. Each room lists its rules in the order in which they are asked; the first answer wins.
Most are asked of every number and have nothing to say: a rule looks first at what costs least, such as whether its
sentence has the word or the kind of span at all (`said`, `has`).

An example is a sentence with the number in brackets, and after `=>` values that the observation must have:
"NIO has [45] stations in Norway => total NO"; a title may stand before `::`, ` ¶ ` parts paragraphs.
tests/test_rules.py reads every example through the whole cascade.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar, TypeVarTuple

from pipelines.model import Why

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


@dataclass(frozen=True)
class Rule(Generic[T, *Ts]):
    """A named reader: gives its value, or None where it has nothing to say."""

    id: str
    meaning: str
    examples: tuple[str, ...]
    refuses: tuple[str, ...]
    read: Callable[[*Ts], T | None]

    def __call__(self, *args: *Ts) -> T | None:
        return self.read(*args)


def rule(*examples: str, refuses: Sequence[str] = ()) -> Callable[[Callable[[*Ts], T | None]], Rule[T, *Ts]]:
    """Make a function a Rule: its name is the id, its docstring the meaning."""

    def make(read: Callable[[*Ts], T | None]) -> Rule[T, *Ts]:
        return Rule(read.__name__, (read.__doc__ or "").strip(), examples, tuple(refuses), read)

    return make


class Answer(NamedTuple):
    """What a rule found: the value, the words that say so, and where they stand."""

    value: object
    words: str = ""
    origin: str = "clause"  # clause, sentence, paragraph, title, lead, table, default


def ask(field: str, rules: Sequence[Rule[Answer, *Ts]], *args: *Ts) -> tuple[object, Why] | None:
    """The first answer among rules, with its Why; None where all are silent."""
    for each in rules:
        answer = each.read(*args)
        if answer is not None:
            return answer.value, Why(field, each.id, answer.words, answer.origin)
    return None
