"""Spans → claims: each number with the noun it counts, or with what stands for that noun ("of them", "the latter").

A number that counts something else is refused by the name of that thing; one that nothing explains is left over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipelines.join.behind import behind
from pipelines.join.clauses import Parsed
from pipelines.join.closed import FUNCTION
from pipelines.join.ordinals import called_number, names_itself
from pipelines.join.power import rated
from pipelines.join.refused import hangs, is_host, refused_before
from pipelines.join.refused_bare import refused_bare
from pipelines.model import Count, Noun
from pipelines.words import singular, vocabulary


@dataclass(frozen=True)
class Claim:
    """A number in its sentence and what it counts, as far as its own words say."""

    parsed: Parsed
    at: int  # index of the number span
    how: str  # head_noun, kind_alone, part_of, such, ones, of_them, former, latter, times, swapped, host, units, bare, same, nth, event
    noun: Noun | None  # None where only what was said before tells
    noun_at: int  # index of the noun or of what stands for it; `at` for a bare number
    ordinal: bool = False
    spot: int | None = None  # index of the place that it counts over, of several that "each" have as many
    owner: int | None = None  # index of the operator that has it, of several that "each" have as many
    copied: int | None = None  # index of the number that "as many" and "the same number" repeat
    otherwise: str | None = None  # the rule that refuses it where nothing tells what it counts

    @property
    def count(self) -> Count:
        value = self.parsed.spans[self.at if self.copied is None else self.copied].value
        return value if isinstance(value, Count) else Count(1, form="article")

    @property
    def origin(self) -> str:
        return self.parsed.sentence.origin


@dataclass(frozen=True)
class Refused:
    """A number that is no count of ours, with the rule that says so; None for a number left over."""

    parsed: Parsed
    at: int
    rule: str | None


def another_thing(refused: Refused) -> bool:
    """True where a number counts things of another kind, so that a bare number behind it counts them too."""
    rule, parsed = refused.rule or "", refused.parsed
    if parsed.spans[refused.at].kind == "ordinal":
        return False  # "its first SUV" is one
    if rule.startswith("bare_unit_") or rule == "counts_networks":
        return True
    if rule in ("unit_distance", "unit_money", "unit_energy", "unit_mass", "unit_time"):
        return not hangs(parsed, refused.at + 1) and parsed.word(refused.at - 1) not in ("in", "on", "for", "after")
    return rule in _OTHERS and not hangs(parsed, refused.at + 1)


#: What a number counts where it counts things, but none of ours.
_OTHERS = frozenset(
    {"unit_cars", "unit_people", "unit_firms", "unit_batteries", "unit_other", "gas_stations", "counts_something_else"}
)


def claims(parsed: Parsed) -> Iterator[Claim | Refused]:
    """Each number of a sentence as a claim or as refused, left to right."""
    for i in parsed.of_kind("number", "ordinal", "glued"):
        span = parsed.spans[i]
        if span.kind == "glued":
            yield Refused(parsed, i, span.rule)
        elif (why := refused_before(parsed, i)) is not None:
            yield Refused(parsed, i, why)
        elif span.kind == "ordinal":
            yield from _ordinal(parsed, i)
        else:
            yield from each_of(_counted(parsed, i))
    yield from _repeats(parsed)
    yield from _events(parsed)


#: Words by which a number is said again.
_AS_MANY = frozenset({"as", "as many as", "same"})


def _repeats(parsed: Parsed) -> Iterator[Claim]:
    """ "Five on Sunday and as many on Monday", "20 stations, as many as Germany", "and Eneos the same number"."""
    if _AS_MANY.isdisjoint(parsed.said):
        return
    for i in range(2, len(parsed.spans) - 1):
        after = parsed.spans[i + 1]
        many = parsed.word(i) == "as" and parsed.word(i + 1) == "many" and _no_thing(parsed, i + 2)
        at_a_time = parsed.word(i + 1) == "in" and parsed.has(
            "date", start=i + 2, end=i + 6
        )  # "… in the whole of 2020"
        as_one = parsed.word(i) == "as many as" and (after.kind in ("place", "operator", "firm") or at_a_time)
        same = parsed.word(i) == "same" and parsed.word(i + 1) == "number"
        if not (many or as_one or same) or parsed.word(i - 1) in ("twice", "times", "half"):
            continue
        number = next((k for k in range(i - 1, -1, -1) if parsed.spans[k].kind == "number"), None)
        if number is not None:
            spot = i + 1 if as_one and after.kind == "place" else None
            yield Claim(parsed, i, "same", None, i, spot=spot, copied=number)


def _no_thing(parsed: Parsed, i: int) -> bool:
    """True where no noun begins: "as many on Monday", not "as many units had gone"."""
    return (
        i >= len(parsed.spans)
        or parsed.spans[i].kind in ("sign", "date", "scope")
        or parsed.word(i) in FUNCTION - {"as"}
    )


def each_of(claim: Claim | Refused) -> Iterator[Claim | Refused]:
    """ "Six each are in Spain and France": a claim for every place of the list; all others as they are."""
    parsed = claim.parsed
    if isinstance(claim, Refused):
        yield claim
        return
    if parsed.word(claim.noun_at + 1) not in ("each", "apiece"):
        if owners := _owners_ahead(parsed, claim.at):
            for owner in owners:
                yield replace(claim, owner=owner)
            return
        each = next((k for k in range(claim.at - 1, max(0, claim.at - 4), -1) if parsed.word(k) == "each"), None)
        if each is None or parsed.spans[each - 1].kind != "place":
            yield claim
            return
    end = next((k for k in range(claim.noun_at + 2, len(parsed.spans)) if parsed.spans[k].kind == "number"), None)
    ahead = _places(parsed, claim.noun_at + 2, end or len(parsed.spans))
    start = next((k + 1 for k in range(claim.at - 1, -1, -1) if parsed.spans[k].kind == "number"), 0)
    spots = ahead if len(ahead) > 1 else _places_ahead(parsed, start, claim.at)
    if len(spots) < 2:
        yield claim
        return
    for spot in spots:
        yield replace(claim, spot=spot)


def _owners_ahead(parsed: Parsed, at: int) -> list[int]:
    """ "Clever and E.ON each operate around 4,000": the operators of the list before "each"."""
    each = next((k for k in range(at - 1, max(0, at - 7), -1) if parsed.word(k) == "each"), None)
    if each is None or any(s.kind in ("number", "noun") for s in parsed.spans[each:at]):
        return []
    first = each
    while first > 0 and (parsed.spans[first - 1].kind == "operator" or parsed.word(first - 1) in (",", "and")):
        first -= 1
    owners = [k for k in range(first, each) if parsed.spans[k].kind == "operator"]
    return owners if len(owners) > 1 and parsed.spans[each - 1].kind == "operator" else []


#: What may stand between the places of a list.
_LISTS = (",", "and", "in", "the")


def _places_ahead(parsed: Parsed, start: int, end: int) -> list[int]:
    """The places of the last list before a number: "France, while Spain and Austria have one each"."""
    last = next((i for i in range(end - 1, start - 1, -1) if parsed.spans[i].kind == "place"), None)
    if last is None:
        return []
    first = last
    while first > start and (parsed.spans[first - 1].kind == "place" or parsed.word(first - 1) in _LISTS):
        first -= 1
    return _places(parsed, first, last + 1)


def _places(parsed: Parsed, start: int, end: int) -> list[int]:
    """The places of the first list between two spans: "Maine, Rhode Island, and Utah"."""
    found: list[int] = []
    for i in range(start, end):
        if parsed.spans[i].kind == "place":
            found.append(i)
        elif found and parsed.word(i) not in _LISTS:
            break
    return found


def _counted(parsed: Parsed, i: int) -> Claim | Refused:
    """What the number at `i` counts, by the words after it."""
    how, at = behind(parsed, i)
    value = parsed.spans[at].value if at < len(parsed.spans) else None
    called = called_number(parsed, i)
    if how in ("head_noun", "kind_alone", "part_of") and isinstance(value, Noun):
        if called:
            return Claim(parsed, i, "nth", value, at, ordinal=True)
        if parsed.word(i) == "one" and how == "part_of":
            return Refused(parsed, i, "one_of_many")
        return Claim(parsed, i, how, value, at)
    if called:
        named = _named_by_number(parsed, i)
        rank = parsed.spans[i].value
        opened = parsed.spans[i + 1 : i + 2] != () and parsed.spans[i + 1].value == "add"  # "when number one opened"
        if named is None and parsed.word(i - 1) == "#":
            return Refused(parsed, i, "part_of_a_name")  # "batteries of the type #25"
        if named is None and not opened and isinstance(rank, Count) and rank.form == "word" and rank.value <= 12:
            return Refused(parsed, i, "rank")  # "remains number one", "the country number two"
        return Claim(parsed, i, "nth", named, i, ordinal=True)
    if how in ("such", "ones", "of_them", "former", "latter", "times"):
        if parsed.word(i) == "one" and how == "of_them":
            return Refused(parsed, i, "one_of_many")
        return Claim(parsed, i, how, None, at)
    host = (
        is_host(parsed.word(at))
        if how.startswith("unit_") or how in ("gas_stations", "counts_something_else")
        else False
    )
    if (
        host
        and parsed.word(i - 2) == "of"
        and parsed.word(i - 1) in ("its", "their", "the")
        and _kind(parsed, i - 3) == "number"
    ):
        return Refused(parsed, i, "whole_of_part")
    if host or parsed.word(at).startswith("unit") and how == "unit_cars":
        return Claim(parsed, i, "host" if host else "units", None, at, otherwise=how)
    if how == "unit_batteries" and any(
        singular(w) in vocabulary("swapping")
        for w in (*parsed.words[max(0, i - 3) : i], *parsed.words[at + 1 : at + 4])
    ):
        return Claim(parsed, i, "swapped", None, at, otherwise=how)
    if how == "shared" and isinstance(value, Noun):
        kinds = frozenset({"charging"}) if value.noun_class == "post" else value.kinds
        return Claim(parsed, i, "head_noun", value._replace(kinds=kinds, segments=()), i + 1)
    if how == "bare":
        refusal = refused_bare(parsed, i)
        return Refused(parsed, i, refusal) if refusal else Claim(parsed, i, how, None, i)
    return Refused(parsed, i, how)


def _named_by_number(parsed: Parsed, i: int) -> Noun | None:
    """ "Station number one", "battery swap number 100 million": the noun whose number it is."""
    named = parsed.spans[i - 2].value if parsed.word(i - 1) != "." else parsed.spans[i - 3].value
    if not isinstance(named, Noun) or named.plural:
        return None
    if named.noun_class is None and named.kinds == {"swap"}:
        return named._replace(noun_class="swap")
    return named if named.noun_class else None


def _ordinal(parsed: Parsed, i: int) -> Iterator[Claim | Refused]:
    """ "Its 1,000th battery swap station", "the 9,000th"; in "its first seven stations" the seven counts."""
    after = parsed.spans[i + 1] if i + 1 < len(parsed.spans) else None
    if after is not None and after.kind == "number" and rated(parsed, i + 1) is None:
        if (
            parsed.word(i + 1) == "one"
            and parsed.word(i - 1) in ("the", "its", "their", "very", "'s", "’s")
            and not _of_other(parsed, i + 2)
        ):
            yield Claim(parsed, i, "nth", None, i + 1, ordinal=True)  # "put the first one into service"
        return
    if parsed.word(i + 1).endswith("est") and len(parsed.word(i + 1)) > 5:
        yield Refused(parsed, i, "rank")  # "its second largest station"
        return
    if "or" in (parsed.word(i - 1), parsed.word(i + 1)) and "ordinal" in (_kind(parsed, i - 2), _kind(parsed, i + 2)):
        yield Refused(parsed, i, "vague")  # "many cities got a second or third site"
        return
    how, at = behind(parsed, i)
    of = parsed.spans[i + 2] if parsed.word(i + 1) == "of" and i + 2 < len(parsed.spans) else None
    if of is not None and of.kind == "operator" and parsed.word(i + 3) in (",", ".", "in", ""):
        how, at = "bare", i  # "the 100th of NIO"
    value = parsed.spans[at].value if at < len(parsed.spans) else None
    if how == "head_noun" and isinstance(value, Noun):
        if value.plural and parsed.word(i) == "first":
            yield Refused(parsed, i, "first_of_several")
        else:
            yield Claim(parsed, i, "nth", value, at, ordinal=True)
    elif (
        how == "part_of"
        and isinstance(value, Noun)
        and (
            parsed.word(i) == "first"
            or (_whose(parsed, i + 2) and not any(s.kind == "noun" for s in parsed.spans[i:at]))
        )
    ):
        yield Claim(parsed, i, "nth", value, at, ordinal=True)
    elif how == "of_them" and parsed.word(i - 1) == "the" and at == i + 1 and _stands_alone(parsed, at):
        yield Claim(parsed, i, "nth", None, i, ordinal=True)  # "21 stations, the first of which opened in Lier"
    elif how == "ones":
        yield Refused(parsed, i, "first_of_several")
    elif how == "such" or (how == "bare" and names_itself(parsed, i)):
        noun = value if how == "such" and isinstance(value, Noun) else None
        yield Claim(parsed, i, "nth", noun, at if noun else i, ordinal=True)
    else:
        yield Refused(parsed, i, how if how != "bare" else "rank")


def _whose(parsed: Parsed, i: int) -> bool:
    """ "Of its stations", "of Recharge's stations", "of the company's stations"."""
    owner = i + 1 if parsed.word(i) == "the" else i
    return parsed.word(i) in ("its", "their") or parsed.word(owner + 1) in ("'s", "’s")


def _stands_alone(parsed: Parsed, at: int) -> bool:
    """ "The first of which opened", "was the first of them": not "the first of these numbers"."""
    if parsed.word(at) == "of which":
        return _kind(parsed, at + 1) == "verb" or parsed.word(at + 1) in ("was", "is")
    return parsed.word(at) == "of them"


def _kind(parsed: Parsed, i: int) -> str:
    return parsed.spans[i].kind if 0 <= i < len(parsed.spans) else ""


def _of_other(parsed: Parsed, i: int) -> bool:
    """True where "one" is not the station itself: "the first one of the models", "the first one million"."""
    return i < len(parsed.spans) and (
        parsed.word(i) in ("of", "-") or parsed.spans[i].kind in ("number", "unit", "noun")
    )


def _with_piles(parsed: Parsed, j: int) -> bool:
    """ "A hub with 24 ultra-fast bays": piles of its own make a charging site of a hub."""
    if parsed.word(j + 1) not in ("with", "of", "that"):
        return False
    return any(n.noun_class == "post" and j + 2 < i < j + 8 for i, n in parsed.nouns)


def _of_piles(parsed: Parsed, j: int) -> bool:
    """ "A 28-point park", "a four-stall station"."""
    value = parsed.spans[j - 1].value if j > 2 else None
    return isinstance(value, Noun) and value.noun_class == "post" and parsed.spans[j - 3].kind == "number"


def _events(parsed: Parsed) -> Iterator[Claim]:
    """ "a new Supercharger station", "a battery swap station in Vestby": one, where a verb of building governs it."""
    for j, noun in parsed.nouns:
        if (
            noun.noun_class != "site"
            or noun.plural
            or not (noun.kinds or _with_piles(parsed, j) or _of_piles(parsed, j))
        ):
            continue
        i = j - 1
        while (
            i >= 0
            and j - i < 6
            and (
                parsed.spans[i].kind in ("more", "operator", "place", "segment")
                or (parsed.spans[i].kind == "noun" and parsed.word(i - 1) == "-")
                or (parsed.spans[i].kind == "number" and parsed.word(i + 1) == "-")
                or parsed.word(i) in ("’s", "'s", "-", "new", "branded", "large", "public", "dedicated")
            )
        ):
            if parsed.word(i) == "another":
                break
            i -= 1
        if parsed.word(i - 1) in ("near", "beside", "outside", "behind") or (
            parsed.word(i - 1) == "at" and parsed.word(i) == "a"
        ):
            continue  # "it opened at a charging park run by Sortimo": where, not what
        if i >= 0 and parsed.word(i) in ("a", "an", "another"):
            yield Claim(parsed, i, "event", noun, j)
