"""What comes with the program: every package has a licence that is named, and the audit says what it could not ask."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from licences import LIST, licence, strict, wanted

ROOT = Path(__file__).parent.parent
LISTED = {
    cells[1].strip(): cells[3].strip()
    for line in LIST.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and (cells := line.split("|"))
}


@pytest.mark.parametrize("what", wanted())
def test_every_package_is_listed_with_its_licence(what: str) -> None:
    """Those of another system or Python may be listed too; the versions are those of constraints.txt."""
    for name in sorted(wanted()[what]):
        assert LISTED.get(name) == licence(name), f"{name}: run make licences"


def test_no_licence_binds_who_uses_the_program() -> None:
    assert {name: licence(name) for name in wanted()["stationwatch"] if strict(name)} == {}


def test_the_program_itself_needs_no_extra() -> None:
    heavy = {
        "pyarrow",
        "dask",
        "distributed",
        "playwright",
        "frictionless",
        "atheris",
        "hypothesis",
        "pytest",
        "resvg-py",
    }
    assert not wanted()["stationwatch"] & heavy


def test_every_test_that_the_security_page_names_is_there() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = {word.strip("`,") for word in text.split() if word.strip("`,").startswith("test_")}
    assert len(named) > 8
    assert [name for name in named if not (ROOT / "tests" / name).is_file()] == []


def test_an_audit_that_cannot_ask_says_so() -> None:
    """Here without pip-audit, as elsewhere without the internet."""
    done = subprocess.run([sys.executable, "-S", str(ROOT / "tests" / "audit.py")], capture_output=True, text=True)
    assert done.returncode == 2 and done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("audit: the list of known weaknesses could not be asked")
