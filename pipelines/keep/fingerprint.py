"""Which rules and words read an article: a fingerprint of the files that a reading depends on."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import pipelines
from pipelines import DATA

#: The rooms, files and lists that decide what is read out of a page.
ROOMS = ("read", "find", "join", "words")
FILES = ("model.py", "rules.py", "run.py", "outlets.py", "keep/check.py", "keep/records.py")
LISTS = ("words", "outlets")


@cache
def extractor_version() -> str:
    """Twelve hex digits that change when a rule, a word or an outlet's layout changes."""
    code = Path(pipelines.__file__).parent
    digest = hashlib.sha256()
    for root, file in _files(code):
        digest.update(file.relative_to(root).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _files(code: Path) -> list[tuple[Path, Path]]:
    found = [(code, file) for room in ROOMS for file in sorted((code / room).rglob("*.py"))]
    found += [(code, code / name) for name in FILES if (code / name).is_file()]
    found += [(DATA, file) for name in LISTS for file in sorted((DATA / name).rglob("*")) if file.is_file()]
    return found
