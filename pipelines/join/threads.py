"""Paragraphs that go on with the one before: outlets that give each sentence its own break threads that only sense holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.model import Article, Number, Observation, Sentence

#: How a paragraph begins that only the one before explains.
_GOES_ON = re.compile(
    r"(?:It|Its|They|Their|That|These|Those|There|Here|This|All of them|Of (?:these|those|them|which)|Among (?:them|these|those)"
    r"|The (?:former|latter|number|figure|total|two|pair|city|province|state|country|network|same|rest|others?|remaining"
    r"|newcomer|site|station|hub|facility)"
    r"|The (?:[\w-]+ ){0,2}(?:company|operator|maker|carmaker|automaker|giant|group|utility|brand|firm|manufacturer|retailer|chain"
    r"|government|startup|start-up))\b"
)


#: "A year before, it was 287", "At the end of March, it comprised": an adverbial ahead of what only points back.
_AFTER_ADVERBIAL = re.compile(r"([^,;:]{3,45}),? (?:it|they|there|the (?:number|figure|total|target|goal|count))\b")

#: A capital that is no month's: somebody or some place is named.
_NAME = re.compile(
    r" (?!(?:January|February|March|April|May|June|July|August|September|October|November|December|Christmas|Day)\b)[A-Z]"
)

#: "Since then", "two years earlier": a time that the sentence before gives.
_THEN = re.compile(
    r"(?:Since then|So far|By then|Until then|To date|[\w ]{2,18} (?:earlier|before|previously))\b(?! the\b)"
)


def goes_on(text: str) -> bool:
    """True for a sentence that only the one before explains."""
    text = text.lstrip('“"')
    led = _AFTER_ADVERBIAL.match(text)
    return bool(_GOES_ON.match(text) or _THEN.match(text) or (led and not _NAME.search(led[1])))


@dataclass(frozen=True)
class Threads:
    """An article with such paragraphs joined, and where each sentence stood before."""

    article: Article
    sentences: Sequence[Sentence]
    before: dict[tuple[str, str], str]  # joined paragraph and text → paragraph
    first: dict[str, str]  # joined paragraph → the first of its paragraphs

    def observation(self, made: Observation) -> Observation:
        """The observation with its own paragraph as its origin."""
        if not self.before:
            return made
        why = tuple(w._replace(origin=self.first.get(w.origin, w.origin)) for w in made.why)
        origin = self.before.get((made.origin, made.quote), made.origin)
        return made if (origin, why) == (made.origin, made.why) else replace(made, origin=origin, why=why)

    def number(self, made: Number) -> Number:
        """The number with its own paragraph as its origin."""
        if not self.before:
            return made
        origin = self.before.get((made.origin, made.sentence), made.origin)
        return made if origin == made.origin else replace(made, origin=origin)


def join_threads(article: Article, sentences: Sequence[Sentence]) -> Threads:
    """The article with each paragraph of one sentence joined to the one before, where it begins as one that goes on."""
    counts: dict[str, int] = {}
    opening: dict[str, Sentence] = {}
    for each in sentences:
        counts[each.origin] = counts.get(each.origin, 0) + 1
        opening.setdefault(each.origin, each)
    origins: dict[str, str] = {}
    joined: list[str] = []
    alone = False  # the last paragraph is of one sentence, or a thread of such
    for n, text in enumerate(article.paragraphs):
        here = f"p{n}"
        single = counts.get(here, 0) == 1
        if joined and n > 1 and alone and single and goes_on(opening[here].text):
            joined[-1] = f"{joined[-1]} {text}"
        else:
            joined.append(text)
            alone = single
        origins[here] = f"p{len(joined) - 1}"
    if len(joined) == len(article.paragraphs):
        return Threads(article, sentences, {}, {})
    first: dict[str, str] = {}
    for here, thread in origins.items():
        first.setdefault(thread, here)
    moved = [Sentence(s.text, origins.get(s.origin, s.origin), s.start) for s in sentences]
    before = {(m.origin, m.text): s.origin for m, s in zip(moved, sentences, strict=True)}
    return Threads(replace(article, paragraphs=tuple(joined)), moved, before, first)
