"""A sentence parsed: its spans, and the clause of each. Fields are looked for in the number's own clause first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import TypeVar, cast

from pipelines.join.verbs import Group, verb_groups
from pipelines.model import Noun, Sentence, Span

T = TypeVar("T")

#: Words that begin a clause of its own.
OPENERS = frozenset(
    {"while", "whereas", "although", "though", "but", "because", "compared", "versus", "so", "yet", "given"}
)

#: Signs that end a clause.
STOPS = frozenset({";", "—", "–", ":"})

#: Words after a comma that begin a clause of its own.
AFTER_COMMA = frozenset("and which who whose when where with as meaning up down or according".split()) | {
    "according to"
}


#: All that may part clauses.
_PARTING = OPENERS | STOPS | {",", "(", ")"}


@dataclass(frozen=True)
class Parsed:
    """A sentence with its spans and, for each span, its lower-case words and the number of its clause."""

    sentence: Sentence
    spans: tuple[Span, ...]
    words: tuple[str, ...]
    clauses: tuple[int, ...]

    #: The lower-case words of the span at an index; empty outside the sentence. Asked more than anything else.
    word: Callable[[int], str] = field(compare=False, repr=False)

    #: Kinds of spans → their indexes, left to right: each kind by itself, and all combinations that were asked for.
    _places: dict[tuple[str, ...], list[int]] = field(compare=False, repr=False)

    #: First index of the clause of the span at an index, and the index after its last; a clause includes what stands in
    #: brackets in it.
    bounds: Callable[[int], tuple[int, int]] = field(compare=False, repr=False)

    #: What readers `per_span` have said of the sentence's spans.
    answers: dict[tuple[object, int], object] = field(compare=False, repr=False, default_factory=dict)

    def text(self, start: int, end: int | None = None) -> str:
        """The words of the spans from `start` up to, not including, `end` (one span where it is not given)."""
        last = self.spans[(start if end is None else end - 1)]
        return self.sentence.text[self.spans[start].start : last.end]

    def of_kind(self, *kinds: str, start: int = 0, end: int | None = None) -> Iterator[int]:
        """Indexes of the spans of these kinds, left to right."""
        found = self._places.get(kinds)
        if found is None:
            found = self._of_kinds(kinds)
        if not found or (start <= 0 and end is None):
            return iter(found)
        return iter(found[bisect_left(found, start) : len(found) if end is None else bisect_left(found, end)])

    def has(self, *kinds: str, start: int = 0, end: int | None = None) -> bool:
        """True where a span of one of these kinds stands there."""
        found = self._places.get(kinds)
        if found is None:
            found = self._of_kinds(kinds)
        first = bisect_left(found, start) if start > 0 else 0
        return first < len(found) and (end is None or found[first] < end)

    def _of_kinds(self, kinds: tuple[str, ...]) -> list[int]:
        found: list[int] = []
        if len(kinds) == 1:
            return found  # there is none of them
        for kind in kinds:
            found += self._places.get((kind,), ())
        found.sort()
        self._places[kinds] = found
        return found

    @cached_property
    def said(self) -> frozenset[str]:
        """The lower-case words of all spans: a word that is not among them need not be looked for."""
        return frozenset(self.words)

    @cached_property
    def verbs(self) -> tuple[Group, ...]:
        """The verb groups of the sentence, left to right."""
        return verb_groups(self)

    def ahead_of(self, number: int) -> int:
        """Index of the span before a number and its qualifiers: "to" of "rose to about 900"; -1 for one that opens."""
        k = number - 1
        while k > 0 and (self.spans[k].kind == "qualifier" or self.words[k] in ('"', "“")):
            k -= 1
        return k

    def other_thing(self, at: int) -> bool:
        """True where the number at `at` counts another thing: "in some 30 cities"."""
        return any(s.kind == "unit" for s in self.spans[at + 1 : at + 4])

    @cached_property
    def nouns(self) -> tuple[tuple[int, Noun], ...]:
        """The nouns of the sentence with their indexes."""
        found = [(i, self.spans[i].value) for i in self.of_kind("noun")]
        return tuple([(i, noun) for i, noun in found if isinstance(noun, Noun)])


def per_span(read: Callable[[Parsed, int], T]) -> Callable[[Parsed, int], T]:
    """A reader of one span that looks at its sentence and no further: asked by each number of the sentence, it reads
    once.
    """

    @wraps(read)
    def once(parsed: Parsed, at: int) -> T:
        key, answers = (read, at), parsed.answers
        if key in answers:
            return cast(T, answers[key])
        answer = answers[key] = read(parsed, at)
        return answer

    return once


class _Words(dict[int, str]):
    """Index → words; no words where there is no span."""

    def __missing__(self, at: int) -> str:
        return ""


def parse(sentence: Sentence, spans: list[Span]) -> Parsed:
    """Number the clauses of a sentence."""
    clause, clauses, outer = 0, list[int](), 0
    last = 0  # the highest number given out
    text = sentence.text
    words = tuple([text[s.start : s.end].lower() for s in spans])
    for i in [i for i, word in enumerate(words) if word in _PARTING]:
        clauses += [clause] * (i - len(clauses))
        span, word = spans[i], words[i]
        after = words[i + 1] if i + 1 < len(spans) else ""
        opens = (
            (span.kind == "sign" and word in STOPS)
            or (span.kind == "word" and word in OPENERS and i)
            or (
                word == ","
                and (after in AFTER_COMMA or after.split(" ")[0] in ("of", "bringing", "lifting", "including"))
            )
        )
        if word == "(":
            outer, opens = clause, True
        if opens:
            last += 1
            clause = last
        clauses.append(clause)
        if word == ")":
            clause = outer  # what stands in brackets parts no clause
    clauses += [clause] * (len(spans) - len(clauses))
    first = dict(zip(reversed(clauses), reversed(range(len(clauses))), strict=True))
    after_last = dict(zip(clauses, range(1, len(clauses) + 1), strict=True))
    bounds = [(first[number], after_last[number]) for number in clauses]
    places: dict[tuple[str, ...], list[int]] = {(kind,): [] for kind in {span.kind for span in spans}}
    for i, span in enumerate(spans):
        places[(span.kind,)].append(i)
    word_at = _Words(enumerate(words)).__getitem__
    return Parsed(sentence, tuple(spans), words, tuple(clauses), word_at, places, bounds.__getitem__)
