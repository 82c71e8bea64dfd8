"""A sentence parsed: its spans, and which clause each stands in. Fields are looked for in the number's own clause first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pipelines.model import Noun, Sentence, Span

#: Words that begin a clause of its own.
OPENERS = frozenset({"while", "whereas", "although", "though", "but", "because", "compared", "versus", "so", "yet"})

#: Signs that end a clause.
STOPS = frozenset({";", "—", "–", "(", ")", ":"})

#: Words after a comma that begin a clause of its own.
AFTER_COMMA = frozenset({"and", "which", "who", "where", "with", "as", "meaning", "up", "down", "or", "according", "according to"})

#: Closed-class words: after a number they show that no noun follows.
FUNCTION = frozenset(
    "a an the of in on at by to for from with and or but as than then that this these those it its they their them he she"
    " his her we our you your who which whose where when while whereas if into onto over under between among across along"
    " through throughout within without during before after since until till per via is are was were be been being am do"
    " does did has have had will would can could may might must shall should not no nor so yet too also only just even"
    " still already there here now again once both each every all any some many much most few because although though"
    " however apart respectively altogether together alone outside inside beyond near next spread plus minus compared"
    " against amid around up down out off instead elsewhere overall".split()
)


@dataclass(frozen=True)
class Parsed:
    """A sentence with its spans and, for each span, the number of its clause."""

    sentence: Sentence
    spans: tuple[Span, ...]
    clauses: tuple[int, ...]

    def text(self, start: int, end: int | None = None) -> str:
        """The words of the spans from `start` up to, not including, `end` (one span where it is not given)."""
        last = self.spans[(start if end is None else end - 1)]
        return self.sentence.text[self.spans[start].start : last.end]

    def bounds(self, at: int) -> tuple[int, int]:
        """First index of the clause of span `at`, and the index after its last."""
        clause = self.clauses[at]
        start = end = at
        while start > 0 and self.clauses[start - 1] == clause:
            start -= 1
        while end < len(self.clauses) and self.clauses[end] == clause:
            end += 1
        return start, end

    def of_kind(self, *kinds: str, start: int = 0, end: int | None = None) -> Iterator[int]:
        """Indexes of the spans of these kinds, left to right."""
        for i in range(start, len(self.spans) if end is None else end):
            if self.spans[i].kind in kinds:
                yield i

    def word(self, at: int) -> str:
        """The lower-case words of span `at`; empty outside the sentence."""
        return self.text(at).lower() if 0 <= at < len(self.spans) else ""

    @cached_property
    def nouns(self) -> tuple[tuple[int, Noun], ...]:
        """The nouns of the sentence with their indexes."""
        return tuple((i, s.value) for i, s in enumerate(self.spans) if isinstance(s.value, Noun))


def parse(sentence: Sentence, spans: list[Span]) -> Parsed:
    """Number the clauses of a sentence."""
    clause, clauses = 0, []
    text = sentence.text
    for i, span in enumerate(spans):
        word = text[span.start : span.end].lower()
        after = text[spans[i + 1].start : spans[i + 1].end].lower() if i + 1 < len(spans) else ""
        if (span.kind == "sign" and word in STOPS) or (span.kind == "word" and word in OPENERS and i):
            clause += 1
        elif word == "," and (after in AFTER_COMMA or after.split(" ")[0] in ("of", "bringing", "lifting", "including")):
            clause += 1
        clauses.append(clause)
    return Parsed(sentence, tuple(spans), tuple(clauses))
