"""`score`: how well our reader, or a file of observations, agrees with the gold articles."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands.choosing import guess
from pipelines.commands.ends import WRONG, end, put, refusing, say
from pipelines.commands.tables import table
from pipelines.commands.usage import Command

if TYPE_CHECKING:
    from pipelines.gold import Gold, Stated
    from pipelines.score import Move, Score

PARTS = ("all", "known", "exam")


@click.command(
    cls=Command,
    epilog="Example: stationwatch score data/newsroom --detail",
    short_help="Precision, recall and F1 against gold articles.",
)
@click.argument("gold", metavar="GOLD...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--pred", metavar="FILE", help="Score this file, as `extract` prints it ('-': standard input).")
@click.option("--against", metavar="FILE", help="An earlier such file: print what was gained and lost since.")
@click.option("--part", type=click.Choice(PARTS), default="all", help="A third of the articles are the exam.")
@click.option("--show", is_flag=True, help="Print every miss and extra of the strict level.")
@click.option("--detail", is_flag=True, help="Print tables by metric, measure and outlet.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def score(
    gold: tuple[Path, ...],
    pred: str | None,
    against: str | None,
    part: str,
    show: bool,
    detail: bool,
    as_json: bool,
) -> None:
    """Score the observations of our reader in gold articles (files or folders of JSON).

    The figures are those of data/codebook.md's fields: found (metric and value agree), core (also measure, status,
    operator and segment), strict (every field that tells one observation from another).
    """
    from pipelines.gold import Unreadable, read_gold
    from pipelines.score import moves
    from pipelines.score import score as mark_all

    with refusing(Unreadable):
        known = read_gold(gold)
        golds = [each for each in known if part in ("all", each.part)]
        if not golds:
            raise Unreadable(f"no gold article found in {', '.join(map(str, gold))}" + f" (part {part})" * bool(known))
        stated = list(_lines_of(pred)) if pred else list(_ours(golds))
        earlier = mark_all(golds, _lines_of(against), known) if against else None
    scored = mark_all(golds, stated, known)
    doubts = list(dict.fromkeys(_doubts(golds)))
    for line in doubts:
        say(line)
    if as_json:
        click.echo(json.dumps(scored.figures()))
        end(WRONG if doubts else 0)
    lines = [*(_misses(scored) if show else ()), *_figures(scored)]
    lines += _confusions(scored) if show else ()
    lines += _closing(scored)
    lines += _details(scored) if detail else ()
    if earlier is not None:
        lines += ["", *_moves(moves(earlier, scored), earlier, scored)]
    put("\n".join(lines))
    end(WRONG if doubts else 0)


def _doubts(golds: list[Gold]) -> Iterator[str]:
    """A line for each field of a gold observation with which no reading could agree: probably a slip of the pen."""
    from pipelines.model import CODEBOOK_FIELDS, IDS
    from pipelines.words import metric_ids, segment_ids

    known = {**IDS, "metric": metric_ids(), "segment": segment_ids()}
    for gold in golds:
        for n, stated in enumerate(gold.observations, 1):
            where = f"{gold.id}, observation {n}"
            for name in stated:
                if name not in (*CODEBOOK_FIELDS, "alt", "optional"):
                    yield f"{where}: {name!r} is no field of the codebook's{guess(name, CODEBOOK_FIELDS)}"
            for name, ids in known.items():
                said = stated.get(name)
                for each in said if isinstance(said, list) else [said]:
                    if each is None and name not in ("metric", "measure", "status"):
                        continue
                    if each not in ids:
                        yield f"{where}: {name} {each!r} is none of the codebook's{guess(str(each), ids)}"


def _ours(golds: list[Gold]) -> Iterator[Stated]:
    """What our reader finds in the articles."""
    from pipelines import run

    for gold in golds:
        for observation in run.observe(gold.article).observations:
            yield {"article": gold.id, **observation.record()}


def _lines_of(name: str) -> Iterator[Stated]:
    """Observations from JSON lines. Raises Unreadable with file and line."""
    from pipelines.gold import Unreadable
    from pipelines.score import identity

    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except OSError as error:
        raise Unreadable(f"{name}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"{name}: is no text in UTF-8 ({error})") from error
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            stated = json.loads(line)
            identity(stated)
            hash(stated["article"])
        except KeyError:
            raise Unreadable(f"{name}, line {number}: has no key 'article'") from None
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise Unreadable(f"{name}, line {number}: is no observation as a JSON object ({error})") from error
        yield stated


# ---------------------------------------------------------------- what is printed


def _figures(scored: Score) -> Iterator[str]:
    from pipelines.score import LEVELS

    many = "article" if len(scored.articles) == 1 else "articles"
    yield f"{len(scored.articles)} {many}, {scored.required} gold observations"
    for level in LEVELS:
        t = scored.tally(level)
        yield (
            f"{level:7} precision {t.precision:.3f}  recall {t.recall:.3f}  F1 {t.f1:.3f}   "
            f"(right {t.right}, extra {t.extra}, missed {t.missed})"
        )
    shares = [f"{name} {share:.3f}" for name, share in scored.fields.items() if share is not None]
    yield "fields of found observations: " + "  ".join(shares)


def _closing(scored: Score) -> Iterator[str]:
    yield f"articles without any observation: {len(scored.silent)}, of them with output: {scored.noisy}"
    if scored.unknown:
        yield f"predictions for unknown articles: {list(scored.unknown[:5])}"


def _misses(scored: Score) -> Iterator[str]:
    for article in scored.articles:
        strict = article.levels["strict"]
        if strict.missed or strict.extra:
            yield f"== {article.gold.id}"
            yield from (f"  missed {_brief(each)}" for each in strict.missed)
            yield from (f"  extra  {_brief(each)}" for each in strict.extra)


def _confusions(scored: Score) -> Iterator[str]:
    for name, counted in scored.confusions.items():
        yield f"  {name}: " + "; ".join(f"{what} ×{n}" for what, n in counted.most_common(6))


def _details(scored: Score) -> Iterator[str]:
    from pipelines.score import Tally

    groups: tuple[tuple[str, Callable[[Gold, Stated], str]], ...] = (
        ("metric", lambda gold, stated: str(stated.get("metric"))),
        ("measure", lambda gold, stated: f"{stated.get('measure')} {stated.get('status')}"),
        ("outlet", lambda gold, stated: gold.article.outlet),
    )
    for name, key in groups:
        found, strict = scored.by("found", key), scored.by("strict", key)
        rows = [
            [group, f"{found.get(group, Tally()).f1:.3f}", f"{t.precision:.3f}", f"{t.recall:.3f}", f"{t.f1:.3f}"]
            + [str(n) for n in (t.right, t.extra, t.missed)]
            for group, t in sorted(strict.items(), key=lambda each: -each[1].right - each[1].missed)
        ]
        yield from ("", *table(rows, (name, "found F1", "precision", "recall", "F1", "right", "extra", "missed")))


def _moves(moved: list[Move], earlier: Score, scored: Score) -> Iterator[str]:
    for each in moved:
        yield f"{'+' if each.better else '-'} {each.what:10} {each.article}: {_brief(each.stated)}"
    gained = sum(each.better for each in moved)
    before, after = earlier.tally("strict").f1, scored.tally("strict").f1
    yield f"{gained} gains, {len(moved) - gained} losses; strict F1 {before:.3f} → {after:.3f}"


def _brief(stated: Stated) -> str:
    """An observation on one line."""
    where = "/".join(str(stated[name]) for name in ("place", "country") if stated.get(name)) or "-"
    when = f"{stated.get('period_start') or ''}..{stated.get('period_end') or ''}"
    more = "".join(f" {name}={stated[name]}" for name in ("site", "value_max") if stated.get(name))
    segment = stated.get("segment")
    tags = ",".join(map(str, segment)) if isinstance(segment, list) else ""
    what = " ".join(str(stated.get(name)) for name in ("metric", "measure", "status", "value", "qualifier", "operator"))
    return f"{what} {where} {when} [{tags}]{more} | {str(stated.get('quote') or '')[:110]}"
