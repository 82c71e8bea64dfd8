"""Names of people, told from those of firms: by a role, by who speaks, by their likeness."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.words import beside
from pipelines.words.gazetteer import bearers

#: Words that make a name a firm's.
FIRM = re.compile(
    r"\b(?:Energy|Energi\w*|Power|Charg\w+|Motors?|Mobility|Networks?|Grid|Electric\w*|EV|Solutions|Technolog\w+|Infrastructure"
    r"|Energies|Oil|Petroleum|Auto\w*|Swap\w*|Plug\w*|Volt\w*|Drive\w*|Group|Systems|Hubs?)\b|[a-z][A-Z]|[A-Z]{3}|[&+\d]"
)

_TWO_WORDS = re.compile(
    r"^(?:[A-Z][a-zà-ÿ]+|[A-Z]{1,2})(?:\s(?:[A-Z]\.?|van|von|de))*\s[A-Z][a-zà-ÿ]+(?:-[A-Z][a-z]+)?$"
)
_PERSONAL = re.compile(r"^,\s+(?:(?:the|its|a|an|who|\w+)\s+){0,4}?(?P<words>[\w-]+(?:\s[\w-]+)?)")
_SPEAKS = re.compile(r"^\s+(?:said|told|explained|says|explains|added|tweeted|wrote)\b")
_SAID_BY = re.compile(r"\b(?:said|says|according to)\s+$")


def like_a_person(name: str) -> bool:
    """True for two plain words that may as well be a first name and a surname; "Hangzhou Botan" is a firm."""
    town = next(iter(bearers(name.split(" ")[0])), None)
    of_town = town is not None and town.place.country == "CN" and town.place.population > 1_000_000
    return bool(_TWO_WORDS.match(name)) and not FIRM.search(name) and not of_town


def names_of_people(found: Sequence[tuple[str, str, str]]) -> frozenset[str]:
    """The names, each with the words before and behind it, that are people's; and their surnames."""
    people: set[str] = set()
    for name, before, after in found:
        plain = like_a_person(name)
        if (
            beside("person", before.rstrip(" .,"), last=True)
            or after.startswith(", who ")
            or (plain and _PERSONAL.match(after) and beside("person", after[2:], last=False))
            or (plain and (_SPEAKS.match(after) or _SAID_BY.search(before)))
        ):
            people.add(name)
            people.update(name.split()[-1:])
    return frozenset(people)
