"""The score: small cases by hand, a brute-force check of the pairing, and the reference scorer where it is at hand."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terminal import ROOT, one_line, stationwatch

from pipelines import DATA, run
from pipelines.gold import Gold, Stated, Unreadable, read_article, read_gold
from pipelines.model import Article
from pipelines.score import LEVELS, STRICT, comparable, mark, moves, pair, score

REFERENCE = ROOT.parent / "shared" / "score.py"
GOLDS = read_gold([DATA / "newsroom"])


def stated(value: float = 598, **fields: object) -> Stated:
    """NIO's swap stations in China, unless `fields` say otherwise."""
    made = {
        "metric": "battery_swap_stations",
        "measure": "total",
        "status": "actual",
        "value": value,
        "value_max": None,
        "qualifier": "exact",
        "operator": "nio",
        "place": None,
        "country": "CN",
        "site": None,
        "segment": [],
        "period_start": "2021-10-31",
        "period_end": "2021-10-31",
        "date_basis": "text",
        "stated_on": None,
    }
    return made | fields


def gold(*observations: Stated, name: str = "a") -> Gold:
    url = f"https://cnevpost.com/{name}/"
    article = Article("cnevpost", url, "T", datetime(2021, 11, 1, tzinfo=UTC), "Asia/Shanghai", (), id=name)
    return Gold(article, observations)


def tallies(wanted: Gold, *said: Stated) -> dict[str, tuple[int, int, int]]:
    """(right, extra, missed) on each level."""
    levels = mark(wanted, said).levels
    return {name: (len(o.right), len(o.extra), len(o.missed)) for name, o in levels.items()}


RIGHT, WRONG = (1, 0, 0), (0, 1, 1)


@pytest.mark.parametrize(
    "wanted, said, found, core, strict",
    [
        pytest.param(stated(), stated(), RIGHT, RIGHT, RIGHT, id="the same"),
        pytest.param(stated(), stated(599), WRONG, WRONG, WRONG, id="another number"),
        pytest.param(stated(), stated(598.0), RIGHT, RIGHT, RIGHT, id="a whole float"),
        pytest.param(stated(), stated(measure="added"), RIGHT, WRONG, WRONG, id="another measure"),
        pytest.param(stated(), stated(country="NO"), RIGHT, RIGHT, WRONG, id="another country"),
        pytest.param(stated(), stated(date_basis="published", stated_on="2021-01-01"), RIGHT, RIGHT, RIGHT, id="basis"),
        pytest.param(stated(place="Tibet"), stated(place="tibet Autonomous Region"), RIGHT, RIGHT, RIGHT, id="kind"),
        pytest.param(stated(place="Nürnberg"), stated(place="Nurnberg"), RIGHT, RIGHT, RIGHT, id="accents"),
        pytest.param(stated(site="Xi'an"), stated(site="Xian"), RIGHT, RIGHT, RIGHT, id="apostrophe"),
        pytest.param(stated(operator="li_auto"), stated(operator="Li Auto"), RIGHT, RIGHT, RIGHT, id="name for id"),
        pytest.param(stated(segment=["a", "b"]), stated(segment=["b", "a", "b"]), RIGHT, RIGHT, RIGHT, id="segments"),
        pytest.param(stated(country=None), stated(country=""), RIGHT, RIGHT, RIGHT, id="empty is none"),
        pytest.param(
            stated(alt={"country": [None]}), stated(country=None), RIGHT, RIGHT, RIGHT, id="another value allowed"
        ),
        pytest.param(stated(alt={"country": [None]}), stated(), RIGHT, RIGHT, RIGHT, id="the first value too"),
        pytest.param(stated(alt={"value": [600]}), stated(600), RIGHT, RIGHT, RIGHT, id="another number allowed"),
        pytest.param(stated(optional=True), stated(), (0, 0, 0), (0, 0, 0), (0, 0, 0), id="optional and said"),
        pytest.param(
            stated(optional=True), stated(country="NO"), (0, 0, 0), (0, 0, 0), (0, 1, 0), id="optional, wrong"
        ),
    ],
)
def test_one_against_one(wanted: Stated, said: Stated, found: tuple, core: tuple, strict: tuple) -> None:
    assert tallies(gold(wanted), said) == {"found": found, "core": core, "strict": strict}


def test_an_optional_one_costs_nothing_unsaid() -> None:
    assert tallies(gold(stated(), stated(20, optional=True)), stated())["strict"] == (1, 0, 0)


def test_a_number_said_again_is_one_observation() -> None:
    assert tallies(gold(stated()), stated(), stated(), stated(quote="elsewhere"))["strict"] == (1, 0, 0)


def test_two_that_share_a_number_go_to_the_right_ones() -> None:
    """Norway's 2 and China's 2 are told apart by how much agrees, in whatever order they come."""
    norway, china = stated(2, country="NO"), stated(2, country="CN")
    for said in ([norway, china], [china, norway]):
        marked = mark(gold(norway, china), said)
        assert len(marked.levels["strict"].right) == 2
        assert all("country" in fields for _, _, fields in marked.pairs)


def test_a_holder_moves_on_for_another() -> None:
    """The first may have either, the second only what the first took."""
    either = stated(5, alt={"country": ["NO"]})
    assert tallies(gold(either, stated(5)), stated(5), stated(5, country="NO"))["strict"] == (2, 0, 0)


@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=4))
def test_no_pairing_is_larger(agrees: list[list[bool]]) -> None:
    found = pair([[frozenset("x") if yes else frozenset() for yes in row] for row in agrees], "x")
    best = max(sum(agrees[g][s] for g, s in enumerate(order[: len(agrees)])) for order in permutations(range(4)))
    assert len(found) == len(set(found.values())) == best
    assert all(agrees[g][s] for g, s in found.items())


def test_figures_of_nothing() -> None:
    figures = score([gold()], []).figures()
    assert figures["strict"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert (figures["silent_articles"], figures["silent_articles_with_output"]) == (1, 0)
    assert set(figures["fields"].values()) == {None}
    assert score([gold(stated())], []).figures()["strict"] == {"precision": 1.0, "recall": 0.0, "f1": 0.0}


def test_articles_go_by_id_or_url_and_strangers_are_named() -> None:
    wanted = [gold(stated(), stated(20)), gold(stated(30), name="b")]
    said = [stated(article="a"), stated(20, article=wanted[0].article.url), stated(30, article="c")]
    scored = score(wanted, said)
    assert (scored.tally("strict").right, scored.unknown) == (2, ("c",))
    assert score(wanted, [stated(30, article="c")], [gold(name="c")]).unknown == ()


def test_gains_and_losses() -> None:
    wanted = [gold(stated(), stated(20), name="a")]
    before = score(wanted, [stated(article="a"), stated(77, article="a"), stated(78, article="a")])
    after = score(wanted, [stated(20, article="a"), stated(78, article="a"), stated(79, article="a")])
    assert [(m.better, m.what, m.stated["value"]) for m in moves(before, after)] == [
        (True, "found", 20),
        (False, "lost", 598),
        (True, "extra gone", 77),
        (False, "new extra", 79),
    ]
    assert moves(after, after) == []


def test_every_field_of_the_identity_counts() -> None:
    other = {"value": 1, "metric": "battery_swaps", "segment": ["highway"], "value_max": 700}
    for name in STRICT:
        said = stated(**{name: other.get(name, "2020-01-01")})
        assert comparable(name, said[name]) != comparable(name, stated()[name])
        assert tallies(gold(stated()), said)["strict"] == WRONG, name


def test_the_exam_is_a_third_that_never_changes() -> None:
    exam = [each.id for each in GOLDS if each.part == "exam"]
    assert 0.25 < len(exam) / len(GOLDS) < 0.42
    assert gold(name="2022-07-06-nio-lhasa-1000").part == "exam"
    assert gold(name="2020-01-13-norway-713-fast-chargers").part == "known"
    assert {each.part for each in GOLDS} == {"exam", "known"}


# ---------------------------------------------------------------- files


@pytest.mark.parametrize(
    "content, said",
    [
        ("", "is no JSON"),
        ("{", "is no JSON"),
        ("[]", "one JSON object is expected, this is a list"),
        ("{}", "its key 'timezone' is missing"),
        ('{"timezone": 3}', "its 'timezone' must be a text, not 3"),
        ('{"timezone": "UTC", "published": "yesterday"}', "yesterday"),
        ("\ud83d", "is no JSON in UTF-8"),
    ],
)
def test_a_file_that_is_no_article(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(Unreadable) as refused:
        read_article(path)
    assert str(refused.value).startswith(f"{path}: ") and said in str(refused.value)


@pytest.mark.parametrize(
    "change, said",
    [
        ({"timezone": "Mars/Base"}, "Mars/Base"),
        ({"paragraphs": "text"}, "'paragraphs' must be a list"),
        ({"paragraphs": [1]}, "'paragraphs' must be a list"),
        ({"tables": [["x"]]}, "'tables' must be lists"),
        ({"tables": {"a": 1}}, "'tables' must be lists"),
        ({"title": None}, "'title' must be a text, not null"),
        ({"published": "0001-01-01T00:00:00+14:00", "timezone": "America/Los_Angeles"}, "is no article"),
        ({"observations": 3}, "'observations' must be a list"),
    ],
)
def test_an_article_with_one_thing_wrong(tmp_path: Path, change: dict[str, object], said: str) -> None:
    good = json.loads((DATA / "newsroom" / "2022-07-06-nio-lhasa-1000.json").read_text(encoding="utf-8"))
    path = tmp_path / "a.json"
    path.write_text(json.dumps(good | change), encoding="utf-8")
    with pytest.raises(Unreadable, match=said):
        read_gold([path])


# ---------------------------------------------------------------- the command


@pytest.fixture(scope="module")
def ours() -> list[dict[str, object]]:
    """What our reader finds in the newsroom."""
    return [{"article": g.id, **o.record()} for g in GOLDS for o in run.observe(g.article).observations]


def damaged(predictions: list[dict[str, object]], seed: int) -> list[dict[str, object]]:
    """The predictions with fields exchanged, some doubled, in another order, and some for an unknown article."""
    dice = random.Random(seed)
    made: list[dict[str, object]] = []
    for each in predictions:
        changed = dict(each)
        for name in dice.sample([name for name in each if name != "article"], dice.randrange(4)):
            changed[name] = dice.choice(predictions)[name]
        made += [changed] * dice.choice([0, 1, 1, 2])
    dice.shuffle(made)
    return [*made, {**predictions[0], "article": "2001-01-01-unknown"}]


def write(path: Path, lines: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the reference scorer is not at hand")
@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_the_same_as_the_reference(tmp_path: Path, ours: list[dict[str, object]], seed: int | None) -> None:
    file = write(tmp_path / "pred.jsonl", ours if seed is None else damaged(ours, seed))
    for options in ([], ["--json"], ["--show"]):
        reference = subprocess.run(
            [sys.executable, REFERENCE, DATA / "newsroom", "--pred", file, *options],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        of_ours = stationwatch("score", DATA / "newsroom", "--pred", file, *options, home=tmp_path)
        assert (of_ours.returncode, of_ours.stderr) == (0, "")
        assert of_ours.stdout.splitlines() == reference.stdout.splitlines()


def test_our_reader_is_scored_as_its_lines_are(tmp_path: Path, ours: list[dict[str, object]]) -> None:
    file = write(tmp_path / "pred.jsonl", ours)
    read = stationwatch("score", DATA / "newsroom", home=tmp_path)
    given_lines = stationwatch("score", DATA / "newsroom", "--pred", "-", home=tmp_path, text=file.read_text("utf-8"))
    assert read.stdout == given_lines.stdout
    assert read.stdout.startswith(f"{len(GOLDS)} articles, ")
    figures = json.loads(stationwatch("score", DATA / "newsroom", "--json", home=tmp_path).stdout)
    assert figures == score(GOLDS, ours).figures()


def test_parts_make_the_whole(tmp_path: Path, ours: list[dict[str, object]]) -> None:
    file = write(tmp_path / "pred.jsonl", ours)
    whole, known, exam = (
        json.loads(
            stationwatch("score", DATA / "newsroom", "--pred", file, "--part", part, "--json", home=tmp_path).stdout
        )
        for part in ("all", "known", "exam")
    )
    assert known["articles"] + exam["articles"] == whole["articles"] == len(GOLDS)
    assert known["gold"] + exam["gold"] == whole["gold"]
    assert known["unknown_articles"] == exam["unknown_articles"] == []


def test_details_add_up(tmp_path: Path, ours: list[dict[str, object]]) -> None:
    file = write(tmp_path / "pred.jsonl", ours)
    said = stationwatch("score", DATA / "newsroom", "--pred", file, "--detail", home=tmp_path).stdout
    strict = score(GOLDS, ours).tally(list(LEVELS)[-1])
    tables = said.split("\n\n")[1:]
    assert [table.split()[0] for table in tables] == ["metric", "measure", "outlet"]
    for table in tables:
        rows = [line.split()[-3:] for line in table.splitlines()[1:]]
        assert [sum(map(int, column)) for column in zip(*rows, strict=True)] == [
            strict.right,
            strict.extra,
            strict.missed,
        ]


def test_against_an_earlier_file(tmp_path: Path, ours: list[dict[str, object]]) -> None:
    perfect = [{"article": g.id, **o} for g in GOLDS for o in g.observations]
    now, before = write(tmp_path / "now.jsonl", perfect), write(tmp_path / "before.jsonl", perfect[:-2])
    lost = {json.dumps(each, sort_keys=True) for each in perfect[-2:] if not each.get("optional")}
    said = stationwatch("score", DATA / "newsroom", "--pred", now, "--against", before, home=tmp_path).stdout
    lines = said.split("\n\n")[1].splitlines()
    assert [line[:7] for line in lines[:-1]] == ["+ found"] * len(lost)
    assert lines[-1].startswith(f"{len(lost)} gains, 0 losses; strict F1 ")


@pytest.mark.parametrize(
    "line, said",
    [
        ("no json", "line 2: is no observation"),
        ("[1]", "line 2: is no observation"),
        ('{"metric": "x", "value": 3}', "line 2: has no key 'article'"),
        ('{"article": "a", "value": "many"}', "line 2: is no observation"),
    ],
)
def test_a_line_that_is_no_observation(tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "pred.jsonl"
    file.write_text(f"{json.dumps(stated(article='a'))}\n{line}\n", encoding="utf-8")
    assert said in one_line(stationwatch("score", DATA / "newsroom", "--pred", file, home=tmp_path), 2)


def test_no_gold(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no gold article found in empty" in one_line(stationwatch("score", "empty", home=tmp_path), 2)
    assert "nowhere: no such file" in one_line(stationwatch("score", "nowhere", home=tmp_path), 2)
    said = one_line(stationwatch("score", DATA / "newsroom", "--pred", "nowhere", home=tmp_path), 2)
    assert said == "nowhere: cannot be read (No such file or directory)"
