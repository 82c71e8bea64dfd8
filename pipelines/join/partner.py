"""Built, run or hosted with a partner: "together with Sinopec", "NIO and Sinopec have built", "at Walmart stores"."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.hosts import FIRMS, hosted_at, hosted_by, of_others, other_firm
from pipelines.join.mentions import aside, in_relative_clause, side_by_side
from pipelines.words import beside, singular

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


def partner_at(claim: Claim, operator: str | None) -> tuple[int, int] | None:
    """Where the clause names a partner of the operator who builds, owns or hosts what is counted."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    if claim.noun is not None and parsed.word(claim.noun_at - 1) == "partner":
        return claim.noun_at - 1, claim.noun_at + 1
    if claim.how == "host":  # "300 Rewe supermarkets"
        firm = next(parsed.of_kind(*FIRMS, start=claim.at, end=claim.noun_at), None)
        if firm is not None and other_firm(parsed, firm, operator):
            return firm, claim.noun_at + 1
    return (
        _joint(parsed, start, claim, operator)
        or _with(parsed, start, end, claim, operator)
        or hosted_at(parsed, claim, end, operator)
        or hosted_by(parsed, start, claim, operator)
        or _under(parsed, claim, end, operator)
        or of_others(parsed, claim, end, operator)
        or _joined(parsed, start, claim, end)
        or _agreed(parsed, claim, operator)
    )


def _joint(parsed: Parsed, start: int, claim: Claim, operator: str | None) -> tuple[int, int] | None:
    """ "NIO and Sinopec have built 175 stations": two firms are the subject of building."""
    verb = next(parsed.of_kind("verb", "act", "plan", "mood", start=start, end=claim.at), None)
    if verb is None or not (
        any(parsed.spans[k].value == "add" for k in parsed.of_kind("verb", start=verb, end=claim.at))
        or any(parsed.word(k).split(" ")[0] in _TEAMING for k in range(start, claim.at))
        or parsed.spans[parsed.ahead_of(claim.at)].kind == "plan"  # "Pilot and GM plan 2,000"
    ):
        return None
    if _the_two(parsed, start, verb):
        return start, verb
    units = ("unit", "subsidiary", "arm", "affiliate", "branch")  # "a unit of China Southern Power Grid"
    firms = [
        i
        for i in parsed.of_kind(*FIRMS, start=start, end=verb)
        if not aside(parsed, i, claim.at) or (parsed.word(i - 1) == "of" and parsed.word(i - 2) in units)
    ]
    if any(parsed.word(k) in ("which", "who", "that", "where") for k in range(start, verb)):
        return None
    values = {str(parsed.spans[i].value) for i in firms}
    if len(firms) != 2 or len(values) != 2 or operator not in values or not side_by_side(parsed, firms):
        return None
    joined = any(parsed.word(k) in ("and", "&") for k in range(firms[0], firms[1]))
    return (firms[0], firms[1] + 1) if joined and parsed.word(firms[0] - 1) != "both" else None


#: What two firms do to build together.
_TEAMING = frozenset({"team", "teaming", "teamed", "partner", "partnering", "partnered", "cooperate", "cooperating"})


def _the_two(parsed: Parsed, start: int, verb: int) -> bool:
    """ "The two companies plan to build 50", "the partners opened": those who build together, spoken of before."""
    for k in range(start, verb):
        pair = parsed.word(k) in ("two", "both") and beside("company", singular(parsed.word(k + 1)), last=True)
        if pair or (parsed.word(k) in ("partners", "pair", "duo") and parsed.word(k - 1) == "the"):
            return parsed.word(k - 1) in ("", "the", ",", "and") and not parsed.has("operator", start=start, end=verb)
    return False


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
        if other is not None and _shared(parsed, k, claim) and other_firm(parsed, other, operator):
            return k - 1, other + 1
        if other is not None and "partner" in parsed.words[other + 1 : other + 5] and parsed.word(other + 1) == "as":
            return k, other + 4  # "with Sinopec as a partner"
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
        if (
            other is not None
            and other_firm(parsed, other, operator)
            and k > claim.noun_at
            and _builds(parsed, start, end)
        ):
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
            named = first is not None and any(other_firm(parsed, i, operator) for i in parsed.of_kind(*FIRMS, end=k))
            return (first, k + 1) if named and first is not None else None
    return None


def _under(parsed: Parsed, claim: Claim, end: int, operator: str | None) -> tuple[int, int] | None:
    """ "30 that it built for the Pilot partnership"."""
    for i in parsed.of_kind(*FIRMS, start=claim.at, end=min(end, claim.at + 14)):
        if other_firm(parsed, i, operator) and parsed.word(i + 1) in (
            "partnership",
            "venture",
            "deal",
            "project",
            "alliance",
        ):
            return i, i + 2
    return None
