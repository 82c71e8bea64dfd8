"""How well observations agree with gold articles: precision, recall and F1 on three levels, and what moved since.

`found`: metric and value agree. `core`: also measure, status, operator and segment. `strict`: every field that tells
one observation from another. A gold observation may allow several values for a field (`alt`), and one that is
`optional` costs nothing, found or not.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipelines.gold import Gold, Stated

FOUND = ("metric", "value")
CORE = (*FOUND, "measure", "status", "operator", "segment")
STRICT = (*CORE, "value_max", "qualifier", "place", "country", "site", "period_start", "period_end")
LEVELS = {"found": FOUND, "core": CORE, "strict": STRICT}

#: Fields whose rightness is counted over the pairs that are found. The last two are no part of the identity.
RATED = (*STRICT[2:], "date_basis", "stated_on")

#: Words that say what kind of place a name stands for: "Anhui province" is Anhui.
_KIND_OF_PLACE = re.compile(
    r"\b(?:province|city|municipality|autonomous region|prefecture|county|district|state"
    r"|special administrative region)\b"
)

Pairs = dict[int, int]  # index of a gold observation → index of the stated one that it goes with


def comparable(name: str, value: object) -> Hashable:
    """A field's value in the form in which two of them are the same or not: names without accents, case and kind."""
    if value is None or value == "":
        return None
    if name == "segment":
        return tuple(sorted(set(value)) if isinstance(value, list | tuple) else (str(value),))
    if name in ("value", "value_max"):
        return float(str(value))
    if name == "operator":
        return re.sub("[^a-z0-9]+", "_", str(value).lower()).strip("_")
    if name in ("place", "site"):
        letters = unicodedata.normalize("NFKD", str(value)).encode("ascii", "ignore").decode().lower()
        bare = re.sub("[^a-z0-9 ]", "", _KIND_OF_PLACE.sub("", letters.replace("-", " ")))
        return " ".join(bare.split()) or None
    return str(value)


def identity(stated: Stated) -> tuple[Hashable, ...]:
    """What makes an observation the same as another one of its article."""
    return tuple(comparable(name, stated.get(name)) for name in STRICT)


class _Wanted:
    """A gold observation, ready to be compared: for every field, the set of values that are right."""

    def __init__(self, gold: Stated) -> None:
        alt = gold.get("alt")
        allowed = alt if isinstance(alt, Mapping) else {}
        self.right = {
            name: {comparable(name, value) for value in [gold.get(name), *allowed.get(name, ())]}
            for name in (*FOUND, *RATED)
        }

    def agreeing(self, stated: Stated) -> frozenset[str]:
        return frozenset(name for name, right in self.right.items() if comparable(name, stated.get(name)) in right)


def pair(agreement: Sequence[Sequence[frozenset[str]]], names: Sequence[str]) -> Pairs:
    """As many pairs, one to one, of gold and stated observations as agree on all `names`.

    agreement[g][s] is the set of fields on which they agree. Kuhn's augmenting paths: a gold observation takes the
    free stated one that agrees with it best, or makes one free by moving its holder on.
    """
    wanted = set(names)
    choices = [
        sorted((s for s, fields in enumerate(row) if wanted <= fields), key=lambda s: -len(row[s]))  # noqa: B023
        for row in agreement
    ]
    holder: dict[int, int] = {}

    def settle(g: int, tried: set[int]) -> bool:
        for s in choices[g]:
            if s not in tried:
                tried.add(s)
                if s not in holder or settle(holder[s], tried):
                    holder[s] = g
                    return True
        return False

    for g in range(len(agreement)):
        settle(g, set())
    return {g: s for s, g in holder.items()}


def once_each(stated: Iterable[Stated]) -> list[Stated]:
    """Every identity once, as its first mention has it, in the order of their last mentions."""
    last_first: dict[tuple[Hashable, ...], Stated] = {}
    for each in reversed(list(stated)):
        last_first[identity(each)] = each
    return list(last_first.values())[::-1]


# ---------------------------------------------------------------- one article


@dataclass(frozen=True)
class Outcome:
    """One article on one level: gold observations that were found or missed, and stated ones that nothing answers."""

    right: tuple[Stated, ...]
    extra: tuple[Stated, ...]
    missed: tuple[Stated, ...]


@dataclass(frozen=True)
class Marked:
    """An article's observations, marked. `pairs` are (gold, stated) that agree on metric and value."""

    gold: Gold
    stated: tuple[Stated, ...]
    levels: Mapping[str, Outcome]
    pairs: tuple[tuple[Stated, Stated, frozenset[str]], ...]  # the last: fields on which they agree


def mark(gold: Gold, stated: Iterable[Stated]) -> Marked:
    """Compare what was stated about an article with its gold observations."""
    said = once_each(stated)
    required = [each for each in gold.observations if not each.get("optional")]
    optional = [each for each in gold.observations if each.get("optional")]
    asked = [[_Wanted(each).agreeing(s) for s in said] for each in required]
    spared = [[_Wanted(each).agreeing(s) for s in said] for each in optional]
    levels, pairs = {}, {}
    for level, names in LEVELS.items():
        pairs[level] = hit = pair(asked, names)
        left = [s for s in range(len(said)) if s not in hit.values()]
        forgiven = {left[s] for s in pair([[row[s] for s in left] for row in spared], names).values()}
        levels[level] = Outcome(
            right=tuple(each for g, each in enumerate(required) if g in hit),
            extra=tuple(said[s] for s in left if s not in forgiven),
            missed=tuple(each for g, each in enumerate(required) if g not in hit),
        )
    found = tuple((required[g], said[s], asked[g][s]) for g, s in pairs["found"].items())
    return Marked(gold, tuple(said), levels, found)


# ---------------------------------------------------------------- all articles


@dataclass
class Tally:
    """Right, extra and missed observations, and the three figures that follow from them."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Score:
    """All articles, marked. `unknown` are names of articles that were stated about and that the gold has not."""

    articles: tuple[Marked, ...]
    unknown: tuple[str, ...] = field(default=())

    def tally(self, level: str) -> Tally:
        return self.by(level, lambda gold, stated: "all").get("all", Tally())

    def by(self, level: str, key: Callable[[Gold, Stated], str]) -> dict[str, Tally]:
        """A tally for each group; `key` names the group of a gold or stated observation of an article."""
        groups: dict[str, Tally] = defaultdict(Tally)
        for article in self.articles:
            outcome = article.levels[level]
            for kind in ("right", "extra", "missed"):
                for each in getattr(outcome, kind):
                    group = groups[key(article.gold, each)]
                    setattr(group, kind, getattr(group, kind) + 1)
        return dict(groups)

    @cached_property
    def fields(self) -> dict[str, float | None]:
        """For each field, the share of found observations in which it is right, rounded to four digits.

        None where nothing was found.
        """
        pairs = [fields for article in self.articles for _, _, fields in article.pairs]
        return {n: round(sum(n in fields for fields in pairs) / len(pairs), 4) if pairs else None for n in RATED}

    @cached_property
    def confusions(self) -> dict[str, Counter[str]]:
        """For each field, "gold <- stated" of found observations in which it is wrong, with how often."""
        wrong: dict[str, Counter[str]] = {}
        for article in self.articles:
            for gold, stated, fields in article.pairs:
                for name in RATED:
                    if name not in fields:
                        wrong.setdefault(name, Counter())[f"{gold.get(name)} <- {stated.get(name)}"] += 1
        return wrong

    @property
    def required(self) -> int:
        return sum(not each.get("optional") for article in self.articles for each in article.gold.observations)

    @property
    def silent(self) -> list[Marked]:
        """Articles that state nothing at all."""
        return [article for article in self.articles if not article.gold.observations]

    @property
    def noisy(self) -> int:
        """How many of the silent articles something was stated about."""
        return sum(bool(article.stated) for article in self.silent)

    def figures(self) -> dict[str, object]:
        """The figures as one JSON-ready object, rounded to four digits."""
        tallies = {level: self.tally(level) for level in LEVELS}
        return {
            "articles": len(self.articles),
            "gold": self.required,
            **{
                level: {name: round(getattr(tally, name), 4) for name in ("precision", "recall", "f1")}
                for level, tally in tallies.items()
            },
            "fields": self.fields,
            "silent_articles": len(self.silent),
            "silent_articles_with_output": self.noisy,
            "unknown_articles": list(self.unknown[:5]),
        }


def score(golds: Sequence[Gold], stated: Iterable[Stated], others: Iterable[Gold] = ()) -> Score:
    """Mark every gold article. `stated` name their article by its id or URL; `others` are known and not marked."""
    of: dict[object, list[Stated]] = defaultdict(list)
    for each in stated:
        of[each.get("article")].append(each)
    marked = [mark(gold, [*of.get(gold.id, ()), *_by_url(of, gold)]) for gold in golds]
    known = {name for gold in [*golds, *others] for name in (gold.id, gold.article.url)}
    return Score(tuple(marked), tuple(sorted({str(name) for name in of} - known)))


def _by_url(of: Mapping[object, list[Stated]], gold: Gold) -> list[Stated]:
    return of.get(gold.article.url, []) if gold.article.url != gold.id else []


# ---------------------------------------------------------------- two runs


@dataclass(frozen=True)
class Move:
    """One thing that became better or worse between two sets of observations, on the strict level."""

    better: bool
    article: str
    what: str  # found, lost, extra gone, new extra
    stated: Stated


def moves(before: Score, after: Score) -> list[Move]:
    """Gains and losses, article by article; both scores must be over the same gold articles."""
    found: list[Move] = []
    for old, new in zip(before.articles, after.articles, strict=True):
        was, now = old.levels["strict"], new.levels["strict"]
        had, has = {id(each) for each in was.right}, {id(each) for each in now.right}
        wrong_before, wrong_now = map(identity, was.extra), map(identity, now.extra)
        old_extras, new_extras = set(wrong_before), set(wrong_now)
        name = new.gold.id
        found += [Move(True, name, "found", each) for each in now.right if id(each) not in had]
        found += [Move(False, name, "lost", each) for each in was.right if id(each) not in has]
        found += [Move(True, name, "extra gone", each) for each in was.extra if identity(each) not in new_extras]
        found += [Move(False, name, "new extra", each) for each in now.extra if identity(each) not in old_extras]
    return found
