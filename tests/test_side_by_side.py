"""Several outlets at the same time: each at its own pace, all in one database."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from sites import Reply, rows, served, stories

from pipelines.commands.crawling import crawl_into

OUTLETS = ("carnewschina", "cnevpost", "electrek", "electrive", "insideevs")


def test_four_at_once(tmp_path: Path) -> None:
    """In a process of its own, since a reactor runs once: two crawls of five outlets, the second finds nothing new."""
    import json
    import subprocess
    import sys

    from terminal import ROOT, environment

    db = tmp_path / "stations.db"
    code = (
        "import json, sys\nfrom pathlib import Path\nfrom pipelines.commands.crawling import crawl_into\n"
        "from spiders.process import Errand\nerrands = [Errand(*pair) for pair in json.loads(sys.argv[1])]\n"
        "print(json.dumps(crawl_into(Path(sys.argv[2]), errands, delay=0.3, at_once=4)))"
    )
    with ExitStack() as stack:
        sites = {
            name: stack.enter_context(
                served(stories(5, f"NIO had {500 + n} battery swap stations in China.", name), name)
            )
            for n, name in enumerate(OUTLETS)
        }
        sites["electrek"].replies["/robots.txt"] = Reply(503)
        pairs = json.dumps([(name, site.url) for name, site in sites.items()])
        for _ in range(2):
            command = [sys.executable, "-c", code, pairs, str(db)]
            ran = subprocess.run(
                command, cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, timeout=90
            )
            (cause,) = json.loads(ran.stdout)
            assert cause.startswith("electrek: ") and "answers 503" in cause
        begun = {name: site.log[0][0] for name, site in sites.items()}
        ended = {name: site.log[-1][0] for name, site in sites.items()}
        assert all(site.most_at_once == 1 for site in sites.values())
        assert max(begun[name] for name in OUTLETS[:4]) < min(ended[name] for name in OUTLETS[:2])
        for name in ("cnevpost", "carnewschina"):  # but for the few that a busy machine noticed late
            gaps = sorted(sites[name].gaps())
            assert gaps[len(gaps) // 4] > 0.2
    assert rows(db, "SELECT count(*) FROM articles") == [(20,)]
    assert sorted(rows(db, "SELECT spider, status, articles_new FROM runs")) == sorted(
        (name, "errors" if name == "electrek" else "ok", new if name != "electrek" else 0)
        for name in OUTLETS
        for new in (5, 0)
    )
    values = {500, 501, 503, 504}
    assert {value for (value,) in rows(db, "SELECT value FROM series WHERE value > 99")} <= values
    assert rows(db, "SELECT count(*) FROM observations WHERE value > 99") == [(20,)]
    assert rows(db, "SELECT count(*) FROM latest WHERE series_key LIKE 'battery_swap_stations|nio|CN%'") == [(1,)]


def test_an_unknown_errand_is_refused_before_anything_is_fetched(tmp_path: Path) -> None:
    from spiders.process import Errand

    with pytest.raises(KeyError):
        crawl_into(tmp_path / "a.db", [Errand("nosuch")])
