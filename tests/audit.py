"""Known weaknesses of the packages in constraints.txt, by pip-audit in an environment of its own. `make audit`.

Exit status: 0 none known, 1 some (a line each), 2 where not every package could be asked for: what was not asked is
not clean.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PINS = Path(__file__).parent.parent / "constraints.txt"
PATIENCE = 600  # seconds for all packages


def main() -> int:
    """Ask, and say what was found."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(PINS), "--no-deps", "--disable-pip"]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return _unasked(f"no answer in {PATIENCE} s")
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return _unasked((done.stderr.strip().splitlines() or ["no answer"])[-1][:200])
    weak = [(each, weakness) for each in found for weakness in each.get("vulns", ())]
    for each, weakness in weak:
        mended = ", ".join(weakness.get("fix_versions", ())) or "no version yet"
        print(f"{each['name']} {each['version']}: {weakness['id']}, mended in {mended}")
    left = [str(each["name"]) for each in found if "skip_reason" in each]
    print(f"{len(found) - len(left)} packages asked for, {len(weak)} known weaknesses")
    if weak:
        return 1
    return _unasked(f"not known there: {', '.join(left[:5])}, {len(left)} in all") if left or not found else 0


def _unasked(why: str) -> int:
    print(f"audit: the list of known weaknesses could not be asked, it is on the internet ({why})", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
