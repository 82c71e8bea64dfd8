"""The wheel, built and installed into an empty environment: it works from any folder, with all its data inside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import urllib.request
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest
from terminal import ROOT, free_port, serving

from pipelines import __version__

ARTICLE = ROOT / "data" / "newsroom" / "2021-08-30-nio-410-swap-stations.json"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the backend that is installed here: nothing is fetched."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, timeout=180)
    assert built.returncode == 0, built.stderr
    (made,) = folder.glob("stationwatch-*-py3-none-any.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of a new environment that has the wheel, and sees the libraries of this one but not our code."""
    folder = tmp_path_factory.mktemp("env")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    bin_folder = folder / ("Scripts" if os.name == "nt" else "bin")
    python = bin_folder / "python"
    command = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        wheel,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    ask = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.check_output(ask, text=True, timeout=60).strip())
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return bin_folder


@pytest.fixture
def outside(tmp_path: Path) -> dict[str, object]:
    """A folder that is no checkout, and an environment that knows none."""
    hidden = ("PYTHONPATH", "STATIONWATCH_HOME", "STATIONWATCH_DB")
    return {"cwd": tmp_path, "env": {name: value for name, value in os.environ.items() if name not in hidden}}


def run(installed: Path, outside: dict[str, object], *arguments: object) -> str:
    command = [installed / "stationwatch", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, **outside)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def test_what_travels_in_the_wheel(wheel: Path) -> None:
    """All data that git knows, and nothing that a run has made."""
    inside = {name for name in ZipFile(wheel).namelist() if not name.endswith("/")}
    tracked = ["git", "-C", str(ROOT), "ls-files", "-z", "data", "pipelines", "spiders"]
    files = subprocess.run(tracked, capture_output=True, text=True, timeout=60).stdout.split("\0")
    wanted = {name.replace("data/", "pipelines/_data/", 1) for name in files if name and (ROOT / name).is_file()}
    assert wanted <= inside or not wanted  # outside of git, for instance from an archive, there is no list
    assert not [name for name in inside if "/run/" in name or "__pycache__" in name or name.startswith("tests")]
    assert len([name for name in inside if name.startswith("pipelines/_data/newsroom/")]) > 100


def test_the_command_works_from_another_folder(installed: Path, outside: dict[str, object]) -> None:
    assert "Begin with: stationwatch demo" in " ".join(run(installed, outside, "--help").split())
    assert run(installed, outside, "--version") == f"stationwatch, version {__version__}\n"
    lines = [json.loads(line) for line in run(installed, outside, "extract", ARTICLE).splitlines()]
    assert {line["article"] for line in lines} == {ARTICLE.stem}
    where = [installed / "python", "-c", "import pipelines; print(pipelines.DATA)"]
    data = Path(subprocess.check_output(where, text=True, timeout=60, **outside).strip())
    assert installed.parent in data.parents and data.name == "_data"


def test_the_demo_runs_where_the_user_stands(installed: Path, outside: dict[str, object], tmp_path: Path) -> None:
    port = free_port()
    command = [str(installed / "stationwatch"), "demo", "--serve", "--port", str(port)]
    with serving(command, port, **outside) as url:
        home = urllib.request.urlopen(f"{url}/demo", timeout=30).read().decode()
        assert "Latest figure per operator" in home  # a question of data/datasette/queries.toml
        assert urllib.request.urlopen(f"{url}/assets/stationwatch.css", timeout=30).status == 200
    made = sorted(path.name for path in (tmp_path / "data" / "run").iterdir() if path.suffix in ("", ".db"))
    assert made == ["demo-review.db", "demo-warc", "demo.db", "logs"]
    latest = run(installed, outside, "latest", "--db", "data/run/demo.db", "--operator", "nio", "--json")
    assert len(json.loads(latest)) > 10
