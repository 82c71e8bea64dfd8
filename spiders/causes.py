"""Why no answer came, in words: the name, the network, the server or the answer itself. One table for all requests."""

from __future__ import annotations

import zlib
from gzip import BadGzipFile
from typing import NamedTuple

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.error import NoRouteError

from spiders.request import said


class Cause(NamedTuple):
    """Why there is no answer: the id of the cause, and what happened."""

    rule: str
    happened: str


#: What tells that this machine, and not the site, is to be looked at first.
ONLINE = "(is this machine on the network?)"

#: Exception → cause. The first that fits counts; {host} is the name that was asked for.
CAUSES: tuple[tuple[type[Exception], Cause], ...] = (
    (CannotResolveHostError, Cause("dns", "the name {host} does not resolve " + ONLINE)),
    (NoRouteError, Cause("no_network", "the network is unreachable, no way leads to {host} " + ONLINE)),
    (DownloadConnectionRefusedError, Cause("connection_refused", "the connection was refused, nobody serves there")),
    (DownloadTimeoutError, Cause("timeout", "no answer in time")),
    (ResponseDataLossError, Cause("cut_off", "the answer ended before it was whole")),
    (DownloadCancelledError, Cause("too_large", "the answer is larger than a news page can be")),
    (DownloadFailedError, Cause("download_failed", "the connection broke")),
    (EOFError, Cause("damaged", "the answer cannot be unpacked")),
    (BadGzipFile, Cause("damaged", "the answer cannot be unpacked")),
    (zlib.error, Cause("damaged", "the answer cannot be unpacked")),
)

#: Causes that say all there is to say: what the library adds to them is in the log.
_PLAIN = ("dns", "no_network", "connection_refused")

#: Causes that keep a whole site away → the id under which its robots.txt, the first thing asked for, has them.
#: Whatever else is wrong with a robots.txt that did come is no consent.
OF_A_SITE = {
    "dns": "offline",
    "no_network": "offline",
    "connection_refused": "unreachable",
    "timeout": "unreachable",
    "download_failed": "unreachable",
}


def cause_of(request: Request, error: BaseException) -> Cause | None:
    """Why the request has no answer; None where nobody knows of such an error."""
    for known, (rule, happened) in CAUSES:
        if isinstance(error, known):
            more = "" if rule in _PLAIN else f" ({said(error)})"
            host = urlparse_cached(request).hostname or request.url
            return Cause(rule, f"{happened.format(host=host)}{more}")
    return None
