"""What an article has said so far: the references, scopes and periods that later sentences lean on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.model import Article, Noun, Observation, Status
from pipelines.words.places import Place

#: How far back references look; an article's own thread is shorter, and a hostile page must not cost squared time.
REACH = 40


@dataclass(frozen=True)
class Setting:
    """What title and lead say of the whole article: whose network it is about, where, and what it counts."""

    operator: str | None = None
    operator_words: str = ""
    place: tuple[str | None, str | None] | None = None  # (place, country)
    place_words: str = ""
    place_origin: str = "title"
    several: bool = False  # the title goes through several countries
    arrived: str | None = None  # the country that the title says the operator comes to


class Settled(NamedTuple):
    """A claim with the noun and the observation that it became."""

    claim: Claim
    noun: Noun
    observation: Observation


class Counted(NamedTuple):
    """A thing that was counted, ours or (without a noun) another: a bare number goes with the last one."""

    parsed: Parsed
    at: int
    noun: Noun | None
    thing: str = ""  # without a noun: the rule that says what else it is

    @property
    def origin(self) -> str:
        return self.parsed.sentence.origin


class Mention(NamedTuple):
    """A noun that was named, with or without a number."""

    noun: Noun
    origin: str
    operator: str | None = None  # whose, where a number was settled for it


class Scope(NamedTuple):
    """A place or an operator that an earlier sentence set."""

    origin: str
    value: object
    words: str = ""
    subject: bool = False  # of an operator: it stood before the sentence's first verb
    at: int = 0  # of an operator: where among the article's operators it was named
    kin: bool = False  # of an operator: only its subsidiary or rival is meant
    aside: bool = False  # of an operator: only named on the side
    of: str | None = None  # of a place: the one operator whose network it is the scope of
    counts: frozenset[str | None] = frozenset()  # of a place: whose numbers set it; none where it stood alone
    part: bool = (
        False  # of a place: only a part of what was counted lies there; "there" means it, a bare number does not
    )


class Time(NamedTuple):
    """A time that a sentence spoke of: the narrative may go on from there ("that month", "a year earlier")."""

    origin: str
    days: tuple[date, date]
    status: Status
    words: str
    unit: str = ""  # day, month, …; empty for the publication day
    holiday: bool = False


#: Words that open a sentence which goes on from the one before, even across paragraphs.
DEMONSTRATIVES = frozenset({"that", "this", "these", "those", "of these", "of those", "of them"})


def compares_figure(parsed: Parsed) -> bool:
    """ "That compares with 44 in August": the sentence sets another number against the figure before it."""
    words = parsed.words[:6]
    return words[:1] in (("that",), ("this",), ("it",)) and any(w.startswith("compare") for w in words[1:4])


def near(origin: str, here: str, apart: int = 1) -> bool:
    """True for the same paragraph and the one before it, or so many before it."""
    if origin == here:
        return True
    paragraphs = origin[1:].isdigit() and here[1:].isdigit() and origin[0] == here[0] == "p"
    return paragraphs and 1 <= int(here[1:]) - int(origin[1:]) <= apart


@dataclass
class Memory:
    """All that stands before a claim, the latest last. observe.py alone adds to it, in reading order."""

    article: Article
    setting: Setting
    sentences: Sequence[Parsed] = ()
    settled: list[Settled] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    places: list[Scope] = field(default_factory=list)  # those that a number counted over, or that stood alone
    all_places: list[Place] = field(default_factory=list)  # every one that was named
    operators: list[Scope] = field(default_factory=list)
    kinds: list[Scope] = field(default_factory=list)  # restrictions that a sentence without a number of ours speaks of
    topics: list[Scope] = field(default_factory=list)  # whose network each sentence was about, `industry` included
    times: list[Time] = field(default_factory=list)

    @property
    def published(self) -> date:
        return self.article.published_on

    def recent(self) -> Iterator[Settled]:
        """Settled claims, the latest first."""
        yield from self.settled[: -REACH - 1 : -1]

    def spoken_of(self) -> Iterator[Time]:
        """Times that were spoken of, the latest first."""
        yield from self.times[: -REACH - 1 : -1]

    def named(self) -> Iterator[Mention]:
        """Nouns mentioned, the latest first."""
        yield from self.mentions[: -REACH - 1 : -1]

    def scope(self, scopes: list[Scope], origin: str) -> Scope | None:
        """The latest scope that was set in the same paragraph."""
        for scope in scopes[: -REACH - 1 : -1]:
            if scope.origin == origin:
                return scope
        return None

    def same_sentence(self, claim: Claim) -> Iterator[Settled]:
        """Settled claims of the claim's own sentence, the nearest first."""
        return self.same_sentence_of(claim.parsed)

    def same_sentence_of(self, parsed: Parsed) -> Iterator[Settled]:
        """Settled claims of one sentence, the nearest first."""
        found: list[Settled] = []
        if not self.settled or self.settled[-1].claim.parsed is not parsed:
            return iter(found)
        for each in reversed(self.settled):
            if each.claim.parsed is not parsed or len(found) == REACH:
                break
            found.append(each)
        return iter(found)

    def sentence_after(self, parsed: Parsed) -> Parsed | None:
        """The sentence that follows one in the article."""
        at = self._order.get(id(parsed))
        return self.sentences[at + 1] if at is not None and at + 1 < len(self.sentences) else None

    @cached_property
    def _order(self) -> dict[int, int]:
        return {id(each): n for n, each in enumerate(self.sentences)}

    def sentence_before(self, claim: Claim) -> Iterator[Settled]:
        """Settled claims of the latest earlier sentence of the same paragraph, the nearest first."""
        other, origins = None, self._origins(claim.parsed)
        for each in self.recent():
            if each.claim.parsed is claim.parsed:
                continue
            if each.claim.origin not in origins or (other is not None and each.claim.parsed is not other):
                return
            other = each.claim.parsed
            yield each

    def paragraph_before(self, claim: Claim) -> Iterator[Settled]:
        """Settled claims of the last sentence that counted, where that is in the paragraph before; the nearest first."""
        last = next((each for each in self.recent() if each.claim.parsed is not claim.parsed), None)
        if last is None or last.claim.origin == claim.origin or not near(last.claim.origin, claim.origin, 2):
            return iter(())
        return (each for each in self.recent() if each.claim.parsed is last.claim.parsed)

    def main_figure(self, claim: Claim) -> Settled | None:
        """The first number of the latest sentence of the paragraph that has any; the claim's own sentence counts."""
        last = next(self.recent(), None)
        if last is None or last.claim.origin not in self._origins(claim.parsed):
            return None
        return [*self.same_sentence_of(last.claim.parsed)][-1]

    def plan_of_paragraph(self, claim: Claim) -> Settled | None:
        """The plan that the claim's paragraph has spoken of last: that of its main figure, else the latest."""
        main = self.main_figure(claim)
        if main is not None and main.observation.status == "planned":
            return main
        here = (each for each in self.recent() if each.claim.origin == claim.origin)
        return next((each for each in here if each.observation.status == "planned"), None)

    def sentence_prior(self, parsed: Parsed) -> Parsed | None:
        """The sentence right before this one, of whatever paragraph."""
        at = self._order.get(id(parsed))
        return self.sentences[at - 1] if at else None

    def sentence_ahead(self, parsed: Parsed) -> Parsed | None:
        """The sentence right before this one in the same paragraph."""
        at = self._order.get(id(parsed))
        before = self.sentences[at - 1] if at else None
        return before if before is not None and before.sentence.origin in self._origins(parsed) else None

    def _origins(self, parsed: Parsed) -> tuple[str, ...]:
        """The paragraph of a sentence; with the one before it where a demonstrative opens it: "Of these, …"."""
        here, at = parsed.sentence.origin, self._order.get(id(parsed))
        before = self.sentences[at - 1].sentence.origin if at else here
        points = parsed.word(0) in DEMONSTRATIVES or parsed.words[:2] in (
            ("of", "these"),
            ("of", "those"),
            ("of", "them"),
        )
        return (here, before) if points and before != here and near(before, here) else (here,)
