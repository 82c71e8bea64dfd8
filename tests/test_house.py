"""The rules of the house, read from the code: who imports whom, and where HTML, SQL, clock and network are."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(path for top in ("pipelines", "spiders") for path in (ROOT / top).rglob("*.py"))

SHARED = {"model", "rules", "words", "outlets"}  # what every room may use
ANY = {path.stem if path.suffix else path.name for path in (ROOT / "pipelines").iterdir()} | {"spiders"}

#: Room → the rooms of ours that it may import, beside itself.
MAY_IMPORT = {
    "model": set(),
    "outlets": set(),
    "words": {"model"},
    "rules": {"model", "words"},
    "gold": {"model"},
    "warc": set(),
    "shelf": {"model"},
    "archive": SHARED | {"run", "read", "shelf", "warc"},
    "read": SHARED,
    "find": SHARED,
    "join": SHARED,
    "keep": SHARED,
    "run": SHARED | {"read", "find", "join"},
    "explain": SHARED | {"run", "read", "find", "join", "gold"},
    "score": SHARED | {"run", "read", "find", "join", "gold"},
    "replay": {"model", "keep", "shelf", "archive", "warc"},
    "picture": {"keep"},
    "report": {"keep"},
    "item": ANY,
    "commands": ANY,
    "__main__": ANY,
    "spiders": {"model", "outlets", "shelf"},
}

#: Library → the rooms that know it.
KNOWN_IN = {
    "scrapy": {"spiders"},
    "twisted": {"spiders"},
    "parsel": {"spiders"},
    "feedparser": {"spiders"},
    "certifi": {"spiders"},
    "bs4": {"read"},
    "lxml": {"read"},
    "dateparser": {"read", "find", "join"},
    "sqlite_utils": {"keep"},
    "sqlite3": {"keep"},
    "datasette": {"keep"},
    "resvg_py": {"report"},
    "pyarrow": {"keep", "archive"},
    "warcio": {"shelf", "warc"},
    "isal": {"warc", "shelf"},
    "fsspec": {"warc", "archive"},
    "distributed": {"archive"},
    "rensa": {"keep"},
    "click": {"__main__", "commands"},
    "filelock": {"commands"},
}

#: What talks to the network, and the files that may: a port is asked whether it is free, a lock names its machine.
NETWORK = {"socket", "ssl", "urllib.request", "http.client", "ftplib", "smtplib", "requests", "httpx", "aiohttp"}
MAY_TALK = {"spiders", "keep/site.py", "commands/lock.py", "shelf.py"}

#: Who may ask for the time: stamps of the database, and commands.
MAY_LOOK_AT_THE_CLOCK = {"keep/store.py", "commands", "spiders"}
CLOCK = re.compile(r"\b(?:datetime\.(?:now|utcnow|today)|date\.today|time\.(?:time|localtime|gmtime))\(")

SQL = re.compile(
    r"^\s*(?:select\s|insert\s+into|update\s+\w+\s+set|delete\s+from|create\s+(?:table|view|index)|pragma\s)", re.I
)


def room(path: Path) -> str:
    """The room of a file: pipelines/find/dates.py is in find, pipelines/run.py is run."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[0] == "spiders":
        return "spiders"
    return "pipelines" if parts[1] == "__init__" else parts[1]


def within(path: Path, places: set[str]) -> bool:
    parts = path.relative_to(ROOT).parts
    inside = parts[1:] if parts[0] == "pipelines" else parts
    return bool({"/".join(inside), inside[0]} & places)


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """(module, line) of every import of a file, also those inside functions; `from a import b` gives a and a.b."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute here"
            assert node.module is not None
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def ours(module: str) -> str | None:
    """The room that a module of ours belongs to; None for all other modules, and for `pipelines` itself."""
    top, _, rest = module.partition(".")
    if top == "spiders":
        return "spiders"
    inner = rest.partition(".")[0]
    return inner if top == "pipelines" and inner in ANY else None


def in_file(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_room_has_its_rule() -> None:
    assert {room(path) for path in FILES} - {"pipelines"} == set(MAY_IMPORT), "add the room to MAY_IMPORT"


@pytest.mark.parametrize("path", FILES, ids=in_file)
def test_rooms_import_only_what_they_may(path: Path) -> None:
    mine = room(path)
    for module, line in imports(path):
        other = ours(module)
        allowed = other in (None, mine) or other in MAY_IMPORT.get(mine, set())
        assert allowed, f"{in_file(path)}:{line}: {mine} may not import {module}"


@pytest.mark.parametrize("path", FILES, ids=in_file)
def test_libraries_live_in_their_rooms(path: Path) -> None:
    for module, line in imports(path):
        where = KNOWN_IN.get(module.partition(".")[0])
        assert where is None or room(path) in where, f"{in_file(path)}:{line}: {module} belongs into {sorted(where)}"
        assert not any(module == name or module.startswith(f"{name}.") for name in NETWORK) or within(path, MAY_TALK), (
            f"{in_file(path)}:{line}: {module}: only spiders talk to the network"
        )


@pytest.mark.parametrize("path", [p for p in FILES if not within(p, MAY_LOOK_AT_THE_CLOCK)], ids=in_file)
def test_the_clock_stays_outside(path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        assert not CLOCK.search(line), f"{in_file(path)}:{number}: dates come in as arguments"


@pytest.mark.parametrize("path", [p for p in FILES if room(p) != "keep"], ids=in_file)
def test_sql_stays_in_keep(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not SQL.search(node.value), f"{in_file(path)}:{node.lineno}: SQL belongs into pipelines/keep"


@pytest.mark.parametrize("path", [p for p in FILES if room(p) in ("__main__", "commands")], ids=in_file)
def test_commands_load_only_click_at_first(path: Path) -> None:
    """Heavy modules are imported inside the command that needs them, so that `--help` and `extract` are quick."""
    light = {*sys.stdlib_module_names, "click"}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            assert name.partition(".")[0] in light or name == "pipelines" or name.startswith("pipelines.commands"), (
                f"{in_file(path)}:{node.lineno}: import {name} inside the command"
            )


def test_what_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for name, lines in project["optional-dependencies"].items() if name != "dev" for line in lines]
    declared = {normal(re.split(r"[<>=;\[ ]", line)[0]) for line in (*project["dependencies"], *extras)}
    through_scrapy = {"twisted", "parsel"}  # Scrapy's own ground: its API hands out their objects
    distributions = packages_distributions()
    for path in [*FILES, *(ROOT / "data").rglob("*.py")]:
        for module, line in imports(path):
            top = module.partition(".")[0]
            if top in sys.stdlib_module_names or top in ("pipelines", "spiders"):
                continue
            by = {normal(name) for name in distributions.get(top, [top])}
            known = declared | through_scrapy | ({"markupsafe"} if "datasette" in path.parts else set())
            assert by & known, f"{in_file(path)}:{line}: {top} is no dependency in pyproject.toml"


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_no_room_without_a_subject() -> None:
    empty_names = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}
    assert not {in_file(path) for path in FILES if path.stem in empty_names or path.parent.name in empty_names}


def test_every_module_says_what_it_is() -> None:
    for path in FILES:
        code = path.read_text(encoding="utf-8")
        assert not code.strip() or ast.get_docstring(ast.parse(code)), (
            f"{in_file(path)}: begin with a line for a newcomer"
        )


def test_constraints_name_no_index_and_no_hash() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert len(pins) > 50
    assert [line for line in pins if not re.fullmatch(r"[\w.-]+==[\w.!+]+", line)] == []
