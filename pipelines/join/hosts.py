"""Stations at the place of others or run by them: "at Walmart stores", "Sinopec hosts 180", "180 belong to Pilot"."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.mentions import attributive
from pipelines.model import Noun

FIRMS = ("operator", "firm")


_HOST = frozenset({"at", "on", "in", "outside", "of"})


def hosted_at(parsed: Parsed, claim: Claim, end: int, operator: str | None) -> tuple[int, int] | None:
    """ "At close to 280 Walmart stores", "on the forecourts of Sinopec", "at IKEA in Berlin": behind what is counted."""
    for i in parsed.of_kind(*FIRMS, start=claim.noun_at + 1, end=min(end, claim.noun_at + 14)):
        if any(
            isinstance(parsed.spans[k].value, Noun) or parsed.spans[k].kind == "ana"
            for k in range(claim.noun_at + 1, i)
        ):
            return None
        before = next((k for k in range(i - 1, claim.noun_at, -1) if parsed.word(k) in _HOST), None)
        if before is None or not other_firm(parsed, i, operator):
            continue
        if any(parsed.spans[k].kind in ("place", "verb") for k in range(before + 1, i)):
            continue  # "12 stations in Madrid serve Uber drivers"
        host = parsed.spans[i].kind == "firm" and parsed.spans[i].value == "host"
        if (host and i - before <= 2) or (attributive(parsed, i) and i - before <= 7):
            return before, i + 1
    return None


def hosted_by(parsed: Parsed, start: int, claim: Claim, operator: str | None) -> tuple[int, int] | None:
    """ "Its partner Kaufland hosts 400 of the points": the firm at whose place they stand is the subject."""
    if parsed.said.isdisjoint(_HOSTS | _GETS):
        return None
    hosting = next((k for k in range(start, claim.at) if parsed.word(k) in _HOSTS), None)
    if hosting is not None and (who := _stranger(parsed, start, hosting, operator)) is not None:
        return who, hosting + 1
    for i in parsed.of_kind(*FIRMS, start=start, end=claim.at):
        hosts = [k for k in range(i + 1, min(i + 5, claim.at)) if parsed.word(k) in _HOSTS]
        if other_firm(parsed, i, operator) and hosts:
            return i, hosts[0] + 1
        gets = next((k for k in range(i + 1, min(i + 4, claim.at)) if parsed.word(k) in _GETS), None)
        if gets is not None and parsed.spans[i].kind == "firm" and parsed.spans[i].value == "host":
            return i, gets + 1
    return None


#: Verbs of those at whose place stations stand.
_HOSTS = frozenset({"hosts", "host", "hosted", "hosting", "houses", "housed", "accommodate", "accommodates"})


_GETS = frozenset({"get", "gets", "got", "receive"})


def _stranger(parsed: Parsed, start: int, end: int, operator: str | None) -> int | None:
    """Index of a firm's name, or of a name that no list has, that is the subject: "landlord Acme has agreed to host"."""
    for i in range(end - 1, start - 1, -1):
        span = parsed.spans[i]
        if span.kind in FIRMS:
            return i if other_firm(parsed, i, operator) else None
        if span.kind in ("place", "scope", "segment", "noun", "unit", "number", "sign", "date"):
            return None
        if span.kind == "word" and i > start and parsed.text(i)[0].isupper():
            return i
    return None


def of_others(parsed: Parsed, claim: Claim, end: int, operator: str | None) -> tuple[int, int] | None:
    """ "The other 480 belong to partners", "… are run by its partners"."""
    if _THEIRS.isdisjoint(parsed.said):
        return None
    start, _ = parsed.bounds(claim.at)
    for k in range(start, claim.at):
        owned = parsed.spans[k + 1].kind in ("verb", "mood") and parsed.spans[k + 1].value in ("have", "will")
        if parsed.word(k) == "partners" and owned and not parsed.has("number", start=k, end=claim.at):
            return k, k + 2  # "its partners run 300 of the stations"
    for k in range(claim.noun_at, min(end, claim.noun_at + 8)):
        if k > claim.noun_at and parsed.spans[k].kind == "number":
            break
        if parsed.word(k) in ("belong to", "belongs to") and parsed.spans[min(k + 1, end - 1)].kind in FIRMS:
            return (k, k + 2) if other_firm(parsed, k + 1, operator) else None
        if parsed.word(k) == "by" and parsed.word(k - 1) in _RUN and k + 1 < end and parsed.spans[k + 1].kind in FIRMS:
            return (k - 1, k + 2) if other_firm(parsed, k + 1, operator) else None
        if parsed.word(k) in ("partners", "partner") and {parsed.word(k - 1), parsed.word(k - 2)} & {
            "belong to",
            "by",
            "with",
        }:
            return k - 1, k + 1
        if parsed.word(k) == "by" and parsed.word(k - 1) in _PAID:
            for i in range(k + 1, min(end, k + 8)):
                if parsed.word(i) in _HELPERS:
                    return k - 1, i + 1
                if parsed.spans[i].kind in ("number", "operator"):
                    break
        if (
            parsed.word(k) in _GROUNDS
            and parsed.word(k - 2) in ("on", "in", "at")
            and parsed.word(k - 1) in ("its", "their")
        ):
            return k - 2, k + 1
    return None


#: "180 of them hosted by Sinopec".
_RUN = frozenset({"hosted", "housed", "operated", "run", "owned", "managed"})


#: "Paid for by members of its partner programme".
_PAID = frozenset({"for", "paid for", "financed", "funded", "contributed", "provided"})


_HELPERS = frozenset({"partner", "partners", "members", "investors", "franchisees", "landlords"})


#: "Fourteen of the hubs are on its premises": where a host has them.
_GROUNDS = frozenset({"premises", "grounds", "forecourts", "land", "property"})


_THEIRS = _GROUNDS | {"partner", "partners", "by"}


def other_firm(parsed: Parsed, i: int, operator: str | None) -> bool:
    return parsed.spans[i].kind == "firm" or parsed.spans[i].value != operator
