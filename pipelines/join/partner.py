"""Built, run or hosted with a partner: "together with Sinopec", "NIO and Sinopec have built", "at Walmart stores"."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.mentions import aside, attributive, in_relative_clause, side_by_side
from pipelines.model import Noun
from pipelines.words import beside

FIRMS = ("operator", "firm")

#: Words before a partner: "jointly with Sinopec", "in cooperation with the utility".
_TOGETHER = frozenset(
    {
        "together",
        "jointly",
        "partnership",
        "cooperation",
        "co-operation",
        "collaboration",
        "conjunction",
        "alongside",
        "project",
        "venture",
        "agreement",
        "agreements",
        "pact",
        "up",
        "partnered",
        "partnering",
        "forces",
        "tie-up",
        "alliance",
        "deal",
        "contract",
        "accord",
        "arrangement",
    }
)

#: Those that only firms and bodies enter into: what they are with is a partner, whatever it is called.
_AGREED = frozenset({"jointly", "partnership", "cooperation", "co-operation", "collaboration", "venture", "pact"})

#: What is signed with those who only allow or order.
_DEALS = frozenset({"agreement", "agreements", "deal", "contract", "pact", "accord", "arrangement"})


def _of_state(parsed: Parsed, k: int, end: int) -> bool:
    """True where "with" leads to a government or an authority."""
    return any(
        parsed.word(i) in ("government", "ministry", "authority", "authorities", "city", "council", "state", "bureau")
        for i in range(k + 1, min(k + 6, end))
    )


#: Partners that are no firms.
_BODIES = frozenset(
    {"city", "municipality", "municipalities", "authorities", "ministry", "government", "council", "councils"}
    | {"operator", "operators", "developer", "developers", "landlord", "landlords", "owner", "owners", "bank"}
)

_HOST = frozenset({"at", "on", "in", "outside", "of"})


def partner_at(claim: Claim, operator: str | None) -> tuple[int, int] | None:
    """Where the clause names a partner of the operator who builds, owns or hosts what is counted."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    if claim.noun is not None and parsed.word(claim.noun_at - 1) == "partner":
        return claim.noun_at - 1, claim.noun_at + 1
    if claim.how == "host":  # "300 Rewe supermarkets"
        firm = next(parsed.of_kind(*FIRMS, start=claim.at, end=claim.noun_at), None)
        if firm is not None and _other(parsed, firm, operator):
            return firm, claim.noun_at + 1
    return (
        _joint(parsed, start, claim, operator)
        or _with(parsed, start, end, claim, operator)
        or _hosted(parsed, claim, end, operator)
        or _host(parsed, start, claim, operator)
        or _under(parsed, claim, end, operator)
        or _theirs(parsed, claim, end, operator)
        or _joined(parsed, start, claim, end)
        or _agreed(parsed, claim, operator)
    )


def _joint(parsed: Parsed, start: int, claim: Claim, operator: str | None) -> tuple[int, int] | None:
    """ "NIO and Sinopec have built 175 stations": two firms are the subject of building."""
    verb = next(parsed.of_kind("verb", "act", "plan", "mood", start=start, end=claim.at), None)
    if verb is None or not any(
        parsed.spans[k].value == "add" for k in parsed.of_kind("verb", start=verb, end=claim.at)
    ):
        return None
    firms = [i for i in parsed.of_kind(*FIRMS, start=start, end=verb) if not aside(parsed, i, claim.at)]
    if any(parsed.word(k) in ("which", "who", "that", "where") for k in range(start, verb)):
        return None
    values = {str(parsed.spans[i].value) for i in firms}
    if len(firms) != 2 or len(values) != 2 or operator not in values or not side_by_side(parsed, firms):
        return None
    joined = any(parsed.word(k) in ("and", "&") for k in range(firms[0], firms[1]))
    return (firms[0], firms[1] + 1) if joined and parsed.word(firms[0] - 1) != "both" else None


#: What leads to the name of a partner.
_WITH = frozenset({"with", "alongside"})


def _with(parsed: Parsed, start: int, end: int, claim: Claim, operator: str | None) -> tuple[int, int] | None:
    """ "Together with Sharge", "with CATL" of building: the words name the partner."""
    if parsed.said.isdisjoint(_WITH):
        return None
    for k in range(start, end):
        word = parsed.word(k)
        if word not in _WITH:
            continue
        if _developed(parsed, k):
            return k - 1, k + 3
        other = next((i for i in range(k + 1, min(k + 7, end)) if parsed.spans[i].kind in FIRMS), None)
        if other is not None and _shared(parsed, k, claim) and _other(parsed, other, operator):
            return k - 1, other + 1
        if other is not None and in_relative_clause(parsed, other, claim.at):
            continue
        together = parsed.word(k - 1) in _TOGETHER or word == "alongside"
        if any(
            parsed.spans[i].kind == "credit" or parsed.word(i).startswith("announc") for i in range(max(0, k - 4), k)
        ):
            continue
        if any(parsed.spans[i].kind in ("number", "noun", "verb") for i in range(k + 1, other or k + 1)):
            continue
        if parsed.spans[min(k + 1, end - 1)].kind == "unit" and not beside("company", parsed.word(k + 1), last=True):
            continue  # "piles built together with vehicles"
        if together and other is None and parsed.word(k - 1) in _DEALS and _of_state(parsed, k, end):
            continue  # "signed an agreement with the provincial government to build 100"
        if together and other is None and parsed.word(k - 1) not in _AGREED and not _of_firm(parsed, k, end):
            continue  # "together with spots beside the exits"
        if together and k + 1 < end and not any(s.kind == "number" for s in parsed.spans[k + 1 : k + 3]):
            return k - 1, (other or k + 1) + 1
        if other is not None and _other(parsed, other, operator) and k > claim.noun_at and _builds(parsed, start, end):
            return k, other + 1
    return None


def _of_firm(parsed: Parsed, k: int, end: int) -> bool:
    """True where a name or a word for a firm, a body or an authority stands behind "with"."""
    for i in range(k + 1, min(k + 7, end)):
        if parsed.spans[i].kind in ("noun", "number", "verb") or parsed.word(i) in (",", ".", ";"):
            return False
        if parsed.text(i)[0].isupper() or beside("company", parsed.word(i), last=True) or parsed.word(i) in _BODIES:
            return True
    return False


def _shared(parsed: Parsed, k: int, claim: Claim) -> bool:
    """ "The 1,010 stations that it shares with Volkswagen"."""
    return parsed.word(k - 1) in ("share", "shares", "shared") and claim.noun_at < k < claim.noun_at + 6


def _developed(parsed: Parsed, k: int) -> bool:
    """ "Developed with the carmaker", "built with a partner"."""
    return (
        parsed.word(k - 1) in ("developed", "built", "opened", "created", "shared", "realized", "realised")
        and parsed.word(k + 1) in ("the", "a", "another", "its")
        and beside("company", parsed.word(k + 2), last=True)
    )


def _builds(parsed: Parsed, start: int, end: int) -> bool:
    return any(parsed.spans[i].value == "add" for i in parsed.of_kind("verb", start=start, end=end))


def _hosted(parsed: Parsed, claim: Claim, end: int, operator: str | None) -> tuple[int, int] | None:
    """ "At close to 280 Walmart stores", "on the forecourts of Sinopec", "at IKEA in Berlin": behind what is counted."""
    for i in parsed.of_kind(*FIRMS, start=claim.noun_at + 1, end=min(end, claim.noun_at + 14)):
        if any(
            isinstance(parsed.spans[k].value, Noun) or parsed.spans[k].kind == "ana"
            for k in range(claim.noun_at + 1, i)
        ):
            return None
        before = next((k for k in range(i - 1, claim.noun_at, -1) if parsed.word(k) in _HOST), None)
        if before is None or not _other(parsed, i, operator):
            continue
        if any(parsed.spans[k].kind in ("place", "verb") for k in range(before + 1, i)):
            continue  # "12 stations in Madrid serve Uber drivers"
        host = parsed.spans[i].kind == "firm" and parsed.spans[i].value == "host"
        if (host and i - before <= 2) or (attributive(parsed, i) and i - before <= 7):
            return before, i + 1
    return None


def _host(parsed: Parsed, start: int, claim: Claim, operator: str | None) -> tuple[int, int] | None:
    """ "Its partner Kaufland hosts 400 of the points": the firm at whose place they stand is the subject."""
    if parsed.said.isdisjoint(_HOSTS | _GETS):
        return None
    hosting = next((k for k in range(start, claim.at) if parsed.word(k) in _HOSTS), None)
    if hosting is not None and (who := _stranger(parsed, start, hosting, operator)) is not None:
        return who, hosting + 1
    for i in parsed.of_kind(*FIRMS, start=start, end=claim.at):
        hosts = [k for k in range(i + 1, min(i + 5, claim.at)) if parsed.word(k) in _HOSTS]
        if _other(parsed, i, operator) and hosts:
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
            return i if _other(parsed, i, operator) else None
        if span.kind in ("place", "scope", "segment", "noun", "unit", "number", "sign", "date"):
            return None
        if span.kind == "word" and i > start and parsed.text(i)[0].isupper():
            return i
    return None


def _theirs(parsed: Parsed, claim: Claim, end: int, operator: str | None) -> tuple[int, int] | None:
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
            return (k, k + 2) if _other(parsed, k + 1, operator) else None
        if parsed.word(k) == "by" and parsed.word(k - 1) in _RUN and k + 1 < end and parsed.spans[k + 1].kind in FIRMS:
            return (k - 1, k + 2) if _other(parsed, k + 1, operator) else None
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


def _joined(parsed: Parsed, start: int, claim: Claim, end: int) -> tuple[int, int] | None:
    """ "They have built 27 stations together", "the first of their joint stations"."""
    if parsed.said.isdisjoint(("joint", "together")):
        return None
    if parsed.word(claim.noun_at - 1) == "joint" and claim.noun_at > claim.at:
        return claim.noun_at - 1, claim.noun_at + 1
    at = next((k for k in range(claim.noun_at + 1, min(end, claim.noun_at + 9)) if parsed.word(k) == "together"), None)
    they = at and any(parsed.word(k) in ("they", "two", "pair", "partners", "both") for k in range(start, at))
    if at is not None and they and parsed.word(at + 1) != "with" and _builds(parsed, start, end):
        return at, at + 1
    return None


def _agreed(parsed: Parsed, claim: Claim, operator: str | None) -> tuple[int, int] | None:
    """ "NIO and Shell have agreed on a partnership under which 100 stations are to be built"."""
    if "which" not in parsed.said:
        return None
    for k in range(claim.at - 1, 2, -1):
        if parsed.spans[k].kind in ("number", "ordinal"):
            return None
        if parsed.word(k) == "which" and parsed.word(k - 1) in ("under", "through", "in", "by", "of"):
            first = next((j for j in range(k - 2, max(-1, k - 6), -1) if parsed.word(j) in _TOGETHER), None)
            named = first is not None and any(_other(parsed, i, operator) for i in parsed.of_kind(*FIRMS, end=k))
            return (first, k + 1) if named and first is not None else None
    return None


def _under(parsed: Parsed, claim: Claim, end: int, operator: str | None) -> tuple[int, int] | None:
    """ "30 that it built for the Pilot partnership"."""
    for i in parsed.of_kind(*FIRMS, start=claim.at, end=min(end, claim.at + 14)):
        if _other(parsed, i, operator) and parsed.word(i + 1) in (
            "partnership",
            "venture",
            "deal",
            "project",
            "alliance",
        ):
            return i, i + 2
    return None


def _other(parsed: Parsed, i: int, operator: str | None) -> bool:
    return parsed.spans[i].kind == "firm" or parsed.spans[i].value != operator
