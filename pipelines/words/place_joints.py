"""Larger places beside a name: which place holds which, and "Bergen, Norway" read as one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.words.gazetteer import Bearer, Place, bearers
from pipelines.words.place_context import JOINT, Context


@dataclass(frozen=True, slots=True)
class Spot:
    """A name in the text and who bears it; `held` once a larger place beside it has proved it ("Bergen, Norway")."""

    start: int
    end: int
    bearers: tuple[Bearer, ...]
    possessive: bool = False
    held: bool = False

    @property
    def places(self) -> tuple[Place, ...]:
        held = self.held  # "Mobile" is a place only beside "Alabama"
        return tuple(b.place for b in self.bearers if b.mark not in ("-", ",") and (held or b.mark != "+"))


#: Countries whose largest parts are counties.
_OF_COUNTIES = ("GB", "IE")


def holds(larger: Place, smaller: Place) -> bool:
    """True where `smaller` is known to lie in `larger`."""
    if larger == smaller or larger.country != smaller.country or larger.country is None or smaller.kind == "country":
        return False
    if larger.kind == "country":
        return True
    if larger.kind == "district":  # "Paddock Wood in Kent"
        return larger.country in _OF_COUNTIES and larger.within is None and smaller.kind == "city"
    if smaller.within is None:
        return False
    return larger.name == smaller.within or larger.name in containers(smaller)


def containers(place: Place) -> list[str]:
    """Names of the ever larger places that hold this one, its country not among them."""
    chain: list[str] = []
    while place.within and place.within not in chain:
        chain.append(place.within)
        above = [
            b.place
            for b in bearers(place.within)
            if b.place.country == place.country and b.place.kind in ("city", "province")
        ]
        above = [p for p in above if p.name == place.within]
        if not above:
            break
        place = next((p for p in above if p.kind == "province"), above[0])
    return chain


def _held_by(inner: Sequence[Bearer], outer: Sequence[Bearer]) -> tuple[tuple[Bearer, ...], Bearer] | None:
    for big in outer:
        hit = tuple(
            b for b in inner if b.mark not in ("-", ",") and (holds(big.place, b.place) or _part(big.place, b.place))
        )
        if hit:
            return hit, big
    return None


def _part(area: Place, place: Place) -> bool:
    """True where a place may lie in a named part of its country: "Northeast China's Liaoning"."""
    near = abs(area.latitude - place.latitude) < 8 and abs(area.longitude - place.longitude) < 12  # degrees
    return area.kind == "area" and area.country == place.country and near and place.kind not in ("country", "area")


def joined(text: str, found: list[Spot], rules: Context) -> list[Spot]:
    """Spots with "Bergen, Norway", "China's Hainan province" and the like made one: the smaller place in the larger."""
    merged: list[Spot] = []
    for spot in found:
        spot = _with_tail(text, spot, rules)
        before = merged[-1] if merged else None
        if before and before.end < spot.start <= before.end + 60:
            one = _one(text, before, spot, rules)
            if one:
                merged[-1] = one
                continue
        merged.append(spot)
    return merged


def _one(text: str, first: Spot, second: Spot, rules: Context) -> Spot | None:
    between = text[first.end : second.start]
    direction = rules.direction.search(between)
    if direction and direction[0].lower().strip() != between.lower().strip():
        between = between[: direction.start()]
    if not JOINT.fullmatch(between):
        return None
    possessive = between[0] in "'’"
    if first.held if possessive else not (first.held and between == " "):  # "Wuhan, capital of China's Hubei"
        held = _held_by(first.bearers, second.bearers)
        if held:
            end = second.end
            if "(" in between and text.startswith(")", end):
                end += 1
            return Spot(first.start, end, held[0], second.possessive, True)
    if between == " " or possessive:
        held = _held_by(second.bearers, first.bearers)
        if held and not any(b.mark == "," for b in first.bearers[:1]):
            return Spot(first.start, second.end, held[0], second.possessive, True)
    return None


def _with_tail(text: str, spot: Spot, rules: Context) -> Spot:
    """The spot with "district", "province" … after it; only bearers of that kind remain where there are any."""
    tail = None if spot.possessive else rules.tail_after(text, spot.end)
    if tail is None:
        return spot
    fitting = tuple(b for b in spot.bearers if b.place.kind in tail.kinds)
    if not fitting and tail.proves and "district" in tail.kinds:  # "Orange County" is not the city of Orange
        fitting = tuple(b for b in spot.bearers if b.place.country in rules.counties and b.place.kind == "city")
        if not fitting and not any(b.mark == "" for b in spot.bearers):
            return replace(spot, bearers=())
        county = next((b.place for b in spot.bearers if b.place.country == "US"), None)
        if not fitting and county and text.endswith(" County", spot.end, tail.end):  # of Los Angeles, but more than it
            fitting = (Bearer(replace(county, name=f"{county.name} County", kind="district", population=0), ""),)
    if fitting and text.endswith(" New Area", spot.end, tail.end):  # "Liangjiang New Area" is its whole name
        fitting = tuple(b._replace(place=replace(b.place, name=f"{b.place.name} New Area")) for b in fitting)
    return replace(
        spot, end=tail.end, bearers=fitting or spot.bearers, held=spot.held or (tail.proves and bool(fitting))
    )
