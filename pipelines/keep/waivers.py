"""Falls of a total that somebody has looked into and let stand: data/waivers.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from pipelines import DATA

#: (series_key, day of the later figure)
Fall = tuple[str, str]


@cache
def waivers() -> Mapping[Fall, tuple[str, str]]:
    """(day, reason) of every waiver, by the series and the day of the later figure."""
    with open(DATA / "waivers.toml", "rb") as file:
        entries = tomllib.load(file)["waivers"]
    return {(each["series"], each["date"]): (each["waived_on"], each["why"]) for each in entries}
