"""The double proof of the word lists: wordings find their example's brackets, ids leave their refusals alone."""

from __future__ import annotations

import re

import pytest

from pipelines import words
from pipelines.model import CODEBOOK_FIELDS
from pipelines.words import LISTS, TOKEN, Wording, match, read_list, singular

BRACKETS = re.compile(r"\[([^\]]*)\]")

WORDINGS = [(name, w) for name in LISTS for w in words.wordings(name)]
REFUSALS = [
    (name, kind, ident, phrase)
    for name in LISTS
    for kind, ids in read_list(name).items()
    for ident, entry in ids.items()
    for phrase in (entry["refuses"] if isinstance(entry.get("refuses"), list) else [])
]


def matches(text: str) -> list[tuple[Wording, str]]:
    """All wordings that the matcher finds from left to right, the longest at each place, with their words."""
    tokens = [m.span() for m in TOKEN.finditer(text)]
    parts = [text[a:b] for a, b in tokens]
    normal = tuple(map(singular, parts))
    found, i = [], 0
    while i < len(tokens):
        hit = match(parts, normal, i)
        if hit:
            found.append((hit[0], text[tokens[i][0] : tokens[hit[1] - 1][1]]))
        i = hit[1] if hit else i + 1
    return found


@pytest.mark.parametrize(
    "name, wording", WORDINGS, ids=lambda x: x if isinstance(x, str) else f"{x.kind}.{x.id}.{x.text}"
)
def test_each_wording_is_proved_by_its_example(name: str, wording: Wording) -> None:
    bracket = BRACKETS.search(wording.example)
    assert bracket, f"{name}.toml: '{wording.text}' has no [brackets] in its example"
    assert [singular(p) for p in TOKEN.findall(bracket[1]) if p != "-"] == list(wording.words), (
        f"{name}.toml: the example of '{wording.text}' brackets '{bracket[1]}'"
    )
    plain = bracket[1]
    parts = TOKEN.findall(plain)
    hit = match(parts, tuple(map(singular, parts)), 0)
    assert hit and hit[1] == len(parts), f"{name}.toml: '{wording.text}' is not found whole in '{plain}'"


@pytest.mark.parametrize("name, kind, ident, phrase", REFUSALS)
def test_each_id_leaves_its_refusals_alone(name: str, kind: str, ident: str, phrase: str) -> None:
    assert [words_ for w, words_ in matches(phrase) if (w.kind, w.id) == (kind, ident)] == []


def test_no_wording_stands_for_two_ids_of_one_kind() -> None:
    seen: dict[tuple[str, tuple[str, ...], tuple[str, ...] | None], str] = {}
    for _, w in WORDINGS:
        key = (w.kind, w.words, w.exact)
        assert seen.setdefault(key, w.id) == w.id, f"'{w.text}' is {seen[key]} and {w.id}: take it out of one"


def test_ids_are_those_of_the_codebook() -> None:
    book = (words.DATA / "codebook.md").read_text("utf-8")
    for ident in (*words.metric_ids(), *words.segment_ids(), *CODEBOOK_FIELDS):
        if not re.fullmatch(r"gen[2-4]", ident):
            assert f"`{ident}`" in book, f"{ident} is in the word lists and not in data/codebook.md"
    listed = re.findall(
        r"^\| `(\w+)` \| [^|]+ \| [^|]+ \|$", book.split("## Metrics")[1].split("## Operators")[0], re.M
    )
    assert tuple(listed) == words.metric_ids()


@pytest.mark.parametrize("ident", words.read_list("newcomers")["beside"])
def test_what_stands_beside_a_name_is_proved(ident: str) -> None:
    entry = words.read_list("newcomers")["beside"][ident]
    examples = [v for v in entry.values() if isinstance(v, str) and "[" in v]
    for example in examples:
        bracket = BRACKETS.search(example)
        assert bracket and words.beside(ident, bracket[1], last=True), example
    refused = entry["refuses"]
    assert isinstance(refused, list) and not any(words.beside(ident, phrase, last=True) for phrase in refused)


@pytest.mark.parametrize("ident", words.read_list("roles")["role"])
def test_words_of_a_role_are_proved(ident: str) -> None:
    entry = words.read_list("roles")["role"][ident]
    for text, example in entry.items():
        if isinstance(example, str) and text != "meaning":
            bracket = BRACKETS.search(example)
            assert bracket and singular(bracket[1]) == singular(text), example
    assert not words.vocabulary(ident) & set(
        map(singular, entry["refuses"] if isinstance(entry["refuses"], list) else [])
    )
