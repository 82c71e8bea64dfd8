"""What several files of tests share: a home in which the demo has run."""

from __future__ import annotations

from pathlib import Path

import pytest
from terminal import stationwatch


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's folder in which the demo has run once; what it printed is in demo.txt."""
    home = tmp_path_factory.mktemp("home")
    said = stationwatch("demo", home=home)
    assert (said.returncode, said.stderr) == (0, "")
    (home / "demo.txt").write_text(said.stdout, encoding="utf-8")
    return home
