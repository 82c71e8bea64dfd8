"""The promises of tests/promises.py under atheris, which looks for inputs that reach new code: `make fuzz`.

The first byte of an input chooses what it is: text for the reader made of words that the reader knows, a table, HTML
made of pieces, or raw bytes as page, feed, sitemap, declaration, WARC file and so on. The first input that fails at a
place in the code is written to .fuzz/ and named, and the run goes on; the exit status is then 1, and
`python tests/fuzz.py FILE` shows such an input and fails by it again. Options are libFuzzer's: -runs=N,
-max_total_time=SECONDS; and --only=feed,sitemap for some of the kinds.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["pipelines", "spiders"]):
    import promises
    from promises import PIECES, vocabulary

    from pipelines import DATA, outlets
    from pipelines.gold import read_gold
    from pipelines.model import Page
    from pipelines.shelf import Shelf
    from spiders.newsroom import Newsroom, read_stories

CORPUS = Path(__file__).parent.parent / ".fuzz"  # git-ignored: what earlier runs have found
RUNS = 20_000  # inputs of one run where nothing else is said: some two minutes
LONGEST = 4_096  # bytes of an input
WORDS = 100  # bytes of them that are read as words: a sentence or two


def words(data: bytes) -> str:
    """Two bytes a word, and no more than a sentence or two have: short inputs are tried by the hundred a second."""
    known, data = vocabulary(), data[:WORDS]
    picked = (known[int.from_bytes(data[n : n + 2]) % len(known)] for n in range(0, len(data) - 1, 2))
    return re.sub(r" (?=[,.;:%)])", "", " ".join(picked))


def _text(data: bytes) -> None:
    title, *paragraphs = [part.strip() for part in words(data).split("\n")]
    promises.reading(promises.article_of(title, tuple(filter(None, paragraphs or [title]))))


def _table(data: bytes) -> None:
    wide = 1 + data[0] % 5 if data else 1
    step = max(2, 2 + data[1] % 4 * 2) if len(data) > 1 else 2
    cells = [words(data[n : n + step]).replace("\n", " ") for n in range(2, len(data), step)]
    table = tuple(tuple(cells[n : n + wide]) for n in range(0, len(cells), wide))
    caption = words(data[:24]).replace("\n", " ")
    promises.reading(promises.article_of("", (caption,) if caption.strip() else (), (table,)))


def _raw_text(data: bytes) -> None:
    text = data.decode("utf-8", "replace")[: 3 * WORDS]
    promises.spans(text)
    promises.reading(promises.article_of(text[:80], tuple(filter(None, text.split("\n")))))


def _html(data: bytes) -> None:
    known = vocabulary()
    pieces = (
        PIECES[a % len(PIECES)] if a < 160 else known[(a - 160) * 256 + b if a < 190 else b]
        for a, b in zip(data[: 2 * WORDS : 2], data[1 : 2 * WORDS : 2], strict=False)
    )
    body = " ".join(pieces)
    html = f"<html><body><article><h1>Title</h1><time datetime='2022-07-06T10:00:00+08:00'></time>{body}"
    promises.page(f"{html}</article></body></html>".encode())


def _page(data: bytes) -> None:
    names = outlets.names()
    promises.page(
        data[1:], None, names[data[0] % len(names)] if data else "cnevpost", "Wed, 06 Jul 2022 02:00:00 +0000"
    )


def _charset(data: bytes) -> None:
    name, _, html = data.partition(b"\n")
    promises.page(html, name.decode("latin-1"))


def _small(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    promises.date(text)
    promises.address(text)
    promises.address("https://cnevpost.com/2022/07/06/" + text)
    promises.retry_after(data)
    for day in re.findall(r"\S+", text)[:3]:
        promises.moments(day)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "text": _text, "table": _table, "raw": _raw_text, "html": _html, "page": _page, "charset": _charset,
    "small": _small, "feed": promises.feed, "sitemap": promises.sitemap, "posts": promises.posts,
    "links": promises.links, "declaration": lambda data: promises.declaration(data.decode("utf-8", "replace")),
    "warc": promises.warc, "archive": promises.archive,
    "stranger": lambda data: promises.page(data, None, "example.org", "Wed, 06 Jul 2022 02:00:00 +0000"),
}  # fmt: skip
NAMES = tuple(TARGETS)
ONLY = next((tuple(word[7:].split(",")) for word in sys.argv if word.startswith("--only=")), NAMES)


def one_input(data: bytes) -> None:
    """Try one input; the first that fails at a place in the code is kept."""
    try:
        _try(data)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        frames = [
            frame for frame in traceback.extract_tb(error.__traceback__) if "/site-packages/" not in frame.filename
        ]
        place = f"{type(error).__name__}-{Path(frames[-1].filename).stem}-{frames[-1].lineno}"
        file = CORPUS / f"{place}.input"
        if not file.exists():
            file.write_bytes(data)
            print(f"FAILED {file}: {type(error).__name__}: {str(error)[:300]}", file=sys.stderr, flush=True)


def _try(data: bytes) -> None:
    if data:
        TARGETS[_target(data)](data[1:])


def _target(data: bytes) -> str:
    """What an input is, among those that --only names."""
    return ONLY[data[0] % len(ONLY)]


def seeds(folder: Path) -> None:
    """Good inputs to begin with: sentences by their words, and what outlets serve and declare."""
    made: list[tuple[int, bytes]] = []
    index = {word: n for n, word in enumerate(vocabulary())}
    for gold in read_gold([DATA / "newsroom"])[::2]:
        said = "\n".join((gold.article.title, *gold.article.paragraphs))
        picked = [index[word] for word in re.findall(r"\d[\d,.]*\d|\n|\w+|[^\w\s]", said) if word in index]
        made.append((0, b"".join(n.to_bytes(2) for n in picked)[:WORDS]))
        made.append((2, gold.article.paragraphs[0].encode()))
    for n, name in enumerate(outlets.names()):
        outlet = outlets.load(name)
        stories = read_stories(DATA / "newsroom", name)[:2]
        site = Newsroom(outlet, stories)
        made.append((11, (DATA / "outlets" / f"{name}.toml").read_bytes().replace(name.encode(), b"cnevpost")))
        made.append((7, site.answer("/feed/").body.encode()))
        made.append((8, site.answer("/post-sitemap.xml").body.encode()))
        made.append((10, site.answer("/").body.encode()))
        made += [(14, site.answer(story.path).body.encode()) for story in stories]
        made += [(4, bytes([n]) + site.answer(story.path).body.encode()) for story in stories]
    made.append((6, b"Wed, 06 Jul 2022 02:00:00 GMT"))
    made.append((6, b"0001-01-01T00:00:00+08:00 nio-lhasa/?utm_source=x#y"))
    made.append((9, json.dumps([{"link": promises.URL, "date_gmt": "2022-07-06T10:00:00", "title": "x"}]).encode()))
    with tempfile.TemporaryDirectory() as shelf:
        books = Shelf(Path(shelf))
        books.put(
            Page("cnevpost", promises.URL, datetime(2026, 3, 1, tzinfo=UTC), b"<html>598 stations</html>", "utf-8")
        )
        made += [(kind, books.files()[0].read_bytes()) for kind in (12, 13)]
    for n, (target, content) in enumerate(made):
        if NAMES[target] in ONLY:
            (folder / f"seed-{n:03}").write_bytes(bytes([ONLY.index(NAMES[target])]) + content)


def again(file: Path) -> None:
    """Show a kept input, and fail by it as it did."""
    data = file.read_bytes()
    print(_target(data), repr(words(data[1:]))[:2_000], repr(data[1:])[:2_000], sep="\n")
    _try(data)


def main() -> None:
    """Fuzz in a process of its own, which libFuzzer ends as it likes, and say what came of it."""
    if sys.argv[1:2] == ["--in-here"]:
        found = CORPUS / "corpus" / "-".join(ONLY)  # the first byte means another kind where there are fewer
        found.mkdir(parents=True, exist_ok=True)
        seeds(found)
        own = [f"-max_len={LONGEST}", "-timeout=30", "-rss_limit_mb=4000", f"-artifact_prefix={CORPUS}/", str(found)]
        given = [word for word in sys.argv[2:] if not word.startswith("--only=")]
        atheris.Setup([sys.argv[0], *own, *given], one_input)
        atheris.Fuzz()
    elif files := [Path(word) for word in sys.argv[1:] if not word.startswith("-")]:
        for file in files:
            again(file)
    else:
        bounded = any(word.startswith(("-runs=", "-max_total_time=")) for word in sys.argv)
        options = [*sys.argv[1:], *([] if bounded else [f"-runs={RUNS}"])]
        status = subprocess.run([sys.executable, __file__, "--in-here", *options], check=False).returncode
        kept = sorted(file for file in CORPUS.iterdir() if file.is_file())
        for file in kept:
            print(f"kept: {file}")
        sys.exit(1 if status or kept else 0)


if __name__ == "__main__":
    main()
