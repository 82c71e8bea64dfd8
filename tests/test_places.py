"""Places as a table: what is found in a phrase, false friends left alone, and look-ups by field values."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import pytest

from pipelines import DATA
from pipelines.words import places


def proofs(key: str, entry: object) -> Iterator[str]:
    """All sentences under `key` ("examples", "refuses") anywhere in a hand-made list."""
    if isinstance(entry, dict):
        for name, value in entry.items():
            if name == key and isinstance(value, list):
                yield from value
            else:
                yield from proofs(key, value)
    elif isinstance(entry, list):
        for value in entry:
            yield from proofs(key, value)


HAND_MADE = [tomllib.loads(path.read_text("utf-8")) for path in sorted((DATA / "words" / "places").glob("*.toml"))]

FOUND = [
    ("two stations in [Bergen, Norway]", "Bergen", "NO"),
    ("a battery swap station in [Vestby]", "Vestby", "NO"),
    ("goes into operation in [Lhasa]", "Lhasa", "CN"),
    ("four of them in [Sichuan province]", "Sichuan", "CN"),
    ("stations in [Inner Mongolia]", "Inner Mongolia", "CN"),
    ("opened in [Xi'an] on August 23", "Xi'an", "CN"),
    ("the network in [Norway]", "Norway", "NO"),
    ("charging parks in [Bavaria]", "Bavaria", "DE"),
    ("its sites in [Zusmarshausen]", "Zusmarshausen", "DE"),
    ("chargers in the [UK]", "United Kingdom", "GB"),
    ("stations in [Hong Kong]", "Hong Kong", "HK"),
    ("stations in [Europe]", "Europe", None),
    ("smaller towns like [Vestby] and Lier", "Vestby", "NO"),
    ("The [Nansha] center opened in May", "Nansha", "CN"),
    ("on the [Isle of Skye]", "Skye", "GB"),
    ("in the [Liangjiang New Area]", "Liangjiang New Area", "CN"),
]

FALSE_FRIENDS = [
    "Most of the stations are new",
    "It may open in March",
    "NIO's stations",
    "Best of all, Reading the list is Nice",
    "Shell and Star Charge have built more",
    "On Friday, Energy Leader said",
    "It stands at Buc-ee's and at IKEA",
    "New in Model Y is a port",
    "Sales rose in Q3 and in February",
]


@pytest.mark.parametrize("phrase, name, country", FOUND)
def test_places_are_found_whole(phrase: str, name: str, country: str | None) -> None:
    start = phrase.index("[")
    words = phrase[start + 1 : phrase.index("]")]
    text = phrase.replace("[", "").replace("]", "")
    spans = {text[a:b]: found for a, b, found in places.find(text)}
    assert words in spans, f"found {list(spans)}"
    assert spans[words][0].country == country
    assert country is None or places.locate(name if spans[words][0].kind != "country" else None, country) is not None


@pytest.mark.parametrize("text", FALSE_FRIENDS)
def test_false_friends_are_no_places(text: str) -> None:
    assert [text[a:b] for a, b, _ in places.find(text)] == []


def test_a_town_that_no_list_has_is_a_place_of_no_country_yet() -> None:
    text = "a station opened in Foodorf on Monday and one in neighbouring Barstadt."
    assert [(text[a:b], p[0].country) for a, b, p in places.find(text)] == [("Foodorf", None), ("Barstadt", None)]


def test_a_country_is_its_code() -> None:
    norway = places.locate(None, "NO")
    assert norway is not None and (norway.name, norway.kind) == ("Norway", "country")
    assert norway.latitude is not None and 55 < norway.latitude < 72


def test_the_smallest_place_that_holds_several() -> None:
    oslo, bergen, lhasa = (places.locate(n, c) for n, c in (("Oslo", "NO"), ("Bergen", "NO"), ("Lhasa", "CN")))
    assert oslo and bergen and lhasa
    both = places.holder([oslo, bergen])
    assert both is not None and both.country == "NO" and both.kind == "country"
    assert places.holder([oslo]) == oslo
    assert places.holder([]) is None
    germany, norway, sweden = (places.locate(None, code) for code in ("DE", "NO", "SE"))
    assert germany and norway and sweden
    assert [getattr(places.holder(pair), "name", None) for pair in ([norway, sweden], [norway, germany])] == [
        "Scandinavia",
        "Europe",
    ]


def test_adjectives_name_their_country() -> None:
    assert [(p.name, p.country) for _, _, p in places.find_demonyms("five Norwegian cities and 23 European ones")] == [
        ("Norway", "NO"),
        ("Europe", None),
    ]


@pytest.mark.parametrize("sentence", [s for entry in HAND_MADE for s in proofs("examples", entry)])
def test_hand_made_entries_are_proved(sentence: str) -> None:
    wanted = re.findall(r"\[([^\]]+)\]", sentence)
    text = sentence.replace("[", "").replace("]", "")
    found = [text[a:b] for a, b, _ in places.find(text)] + [text[a:b] for a, b, _ in places.find_demonyms(text)]
    assert wanted and set(wanted) <= set(found)


@pytest.mark.parametrize("sentence", [s for entry in HAND_MADE for s in proofs("refuses", entry)])
def test_hand_made_refusals_hold(sentence: str) -> None:
    assert [sentence[a:b] for a, b, _ in places.find(sentence)] == []
