"""Words to the outside world at the end of a crawl: a webhook's receiver, a service that misses us when cron is dead.

Both are off unless an address is given. No redirect is followed, so that the words go where they were sent.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from http.client import HTTPException
from urllib.parse import urlsplit

from pipelines import __version__

PATIENCE = 20  # seconds for an answer
PAUSES = (1.0, 3.0, 9.0)  # seconds before each further try


class NotAccepted(Exception):
    """Nobody took the message; the text says what was answered last."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def send(url: str, body: bytes | None = None, kind: str = "text/plain", pauses: tuple[float, ...] = PAUSES) -> None:
    """GET the address, or POST a body to it; again after a pause where it is not answered with 2xx.

    Raises NotAccepted, and ValueError for an address that is none. The message names the host alone: such addresses
    often are secrets.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an address like https://example.org/path is needed")
    opener = urllib.request.build_opener(_NoRedirect)
    headers = {"User-Agent": f"stationwatch/{__version__}", **({"Content-Type": kind} if body is not None else {})}
    why = ""
    for pause in (0.0, *pauses):
        time.sleep(pause)
        try:
            with opener.open(urllib.request.Request(url, body, headers), timeout=PATIENCE):
                return
        except urllib.error.HTTPError as error:
            why = f"answers {error.code}"
        except (OSError, HTTPException) as error:
            why = f"gives no answer ({getattr(error, 'reason', None) or error or type(error).__name__})"
    raise NotAccepted(f"{parts.hostname} {why}, {1 + len(pauses)} times")
