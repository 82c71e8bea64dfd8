"""data/licences.md: every package that an installation brings along, its licence, and what needs it. `make licences`.

Names and licences are those of the installed packages' own metadata; versions are those of constraints.txt.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
LIST = ROOT / "data" / "licences.md"

#: Licences that ask for no more than to be named, or bind changes to their own files alone. All others need a word.
FREE = frozenset(
    "MIT MIT-0 MIT-CMU BSD BSD-2-Clause BSD-3-Clause 0BSD Apache-2.0 ISC PSF-2.0 Python-2.0 CNRI-Python MPL-2.0 ZPL-2.1"
    " Unlicense CC0-1.0 Artistic".split()
) | {"Public Domain"}

#: What packages call them.
NAMES = {
    "Apache Software": "Apache-2.0", "Apache Software License": "Apache-2.0", "Apache License": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0", "Apache 2.0": "Apache-2.0", "Apache License 2.0": "Apache-2.0",
    "Python Software Foundation": "PSF-2.0", "Mozilla Public License 2.0": "MPL-2.0", "ISC License": "ISC",
    "BSD License": "BSD", "MIT License": "MIT", "3-Clause BSD License": "BSD-3-Clause",
}  # fmt: skip

#: Package → its licence, where only its LICENSE file says it.
SAID = {"atheris": "Apache-2.0", "resvg-py": "MIT"}


def normal(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def closure(wanted: Iterable[str]) -> set[str]:
    """The packages that these requirements install, with all that they need in turn; those that are not here are left
    out."""
    found: set[str] = set()
    todo = [Requirement(line) for line in wanted]
    while todo:
        need = todo.pop()
        extras = need.extras or {""}
        if need.marker and not any(need.marker.evaluate({"extra": extra}) for extra in extras):
            continue
        try:
            requires = distribution(need.name).requires or []
        except PackageNotFoundError:
            continue
        for line in requires:
            each = Requirement(line)
            if normal(each.name) not in found and (
                each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in extras)
            ):
                todo.append(Requirement(f"{each.name}[{','.join(each.extras)}]" if each.extras else each.name))
        found.add(normal(need.name))
    return found


def licence(name: str) -> str:
    """The licence that a package's metadata names, in a word or two."""
    if name in SAID:
        return SAID[name]
    about = distribution(name).metadata
    if said := about.get("License-Expression"):
        return str(said)
    classes = [line.split(" :: ")[-1] for line in about.get_all("Classifier") or () if line.startswith("License ::")]
    classes = [each for each in classes if each != "OSI Approved"]
    if classes:
        bare = (re.sub(r" License$|\s*\(.*\)", "", each) for each in classes)
        return " or ".join(sorted(NAMES.get(each, each) for each in bare))
    said = " ".join(str(about.get("License") or "").split())
    return NAMES.get(said, said) if 0 < len(said) < 60 else "not said"


def wanted() -> dict[str, set[str]]:
    """What needs packages → the packages: the program itself, then each extra's own."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = {"stationwatch": closure(project["dependencies"])}
    for name, lines in project["optional-dependencies"].items():
        found[name] = closure(lines) - found["stationwatch"]
    return found


def table() -> str:
    """The file's text."""
    pins = dict(
        line.split("==")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line and not line.startswith("#")
    )
    versions = {normal(name): version for name, version in pins.items()}
    needs: dict[str, list[str]] = {}
    for why, packages in wanted().items():
        for name in packages:
            needs.setdefault(name, []).append(why)
    rows = [
        f"| {name} | {versions.get(name, '')} | {licence(name)} | {', '.join(why)} |"
        for name, why in sorted(needs.items(), key=lambda each: ("stationwatch" not in each[1], each[0]))
    ]
    return (
        "# Licences of what stationwatch installs\n\n"
        "Made by `make licences` from the packages' own metadata. *Needed by* `stationwatch` comes with every\n"
        "installation; the others with an extra of that name. The project's own is Apache-2.0; place names have\n"
        "[licences of their own](words/places/LICENCES.md), and so has [the map](map/LICENCE.md).\n\n"
        "| package | version | licence | needed by |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
    )


def strict(name: str) -> bool:
    """True for a licence that asks for more than to be named, as far as a program can tell. Of several "or", one will
    do; of several "and", all must."""
    choices = re.split(r"\bOR\b|\bor\b", licence(name))
    return not any({part.strip(" ()") for part in choice.split(" AND ")} <= FREE for choice in choices)


if __name__ == "__main__":
    LIST.write_text(table(), encoding="utf-8")
    print(LIST)
    odd = {name: licence(name) for names in wanted().values() for name in names if strict(name)}
    for name, said in sorted(odd.items()):
        print(f"look at {name}: {said}")
    sys.exit(1 if odd else 0)
