"""`make picture`: the pictures of README.md from a fresh demo, by Debian's Chromium: pictures.py DEMO.db FOLDER."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from click.testing import CliRunner
from playwright.sync_api import sync_playwright
from terminal import free_port, serving

from pipelines.__main__ import cli
from pipelines.keep.site import serve_arguments

PAGES = {"question": "/{name}/growth_of_one_series", "map": "/{name}/where_stations_opened?operator=nio"}


def main(db: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium")
    with tempfile.TemporaryDirectory() as made, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        window = browser.new_page(viewport={"width": 1000, "height": 620})
        port = free_port()
        command = [sys.executable, "-c", "import sys; from datasette.cli import cli; cli(sys.argv[1:])"]
        with serving([*command, *serve_arguments(db, port, Path(made))], port) as base:
            for name, address in PAGES.items():
                window.goto(base + address.format(name=db.stem))
                window.screenshot(path=folder / f"{name}.png")
        report = Path(made) / "report.html"
        CliRunner().invoke(cli, ["report", "--db", str(db), "-o", str(report)], catch_exceptions=False)
        window.set_viewport_size({"width": 1000, "height": 900})
        window.goto(report.as_uri())
        window.screenshot(path=folder / "report.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
