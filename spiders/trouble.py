"""Why a request failed → a row of `checks`: what happened, to which URL, what was done."""

from __future__ import annotations

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError

from pipelines.model import Trouble
from spiders.causes import cause_of
from spiders.politeness import LeftAlone
from spiders.request import asked_for, said, through

#: What Scrapy's exception says of an answer that grows too large while it is unpacked; its type says nothing.
BOMB = "DOWNLOAD_MAXSIZE"

WHAT_NEXT = "it is tried again next time"


def trouble_of(outlet: str, request: Request, error: BaseException) -> Trouble:
    """The trouble that an exception of a request stands for."""
    url = asked_for(request)
    kind = str(request.meta.get("kind", "page"))
    what = {"api": "list", "listing": "list"}.get(kind, kind)
    if isinstance(error, LeftAlone):
        return Trouble(outlet, url, error.rule, str(error) if error.whole_site else f"{what} {url}: {error}")
    if isinstance(error, HttpError):
        status = error.response.status
        return Trouble(outlet, url, "http_status", f"{what} {url}: answers {status}, was not read; {WHAT_NEXT}")
    if isinstance(error, IgnoreRequest) and BOMB in str(error):
        return Trouble(outlet, url, "too_large", f"{what} {url}: unpacks to more than a news page can be; {WHAT_NEXT}")
    if isinstance(error, IgnoreRequest) and "max redirections" in str(error):
        return Trouble(outlet, url, "fetch_failed", f"{what} {url}: redirects again and again; {WHAT_NEXT}")
    if (cause := cause_of(request, error)) is not None:
        return Trouble(outlet, url, cause.rule, f"{what} {url}{through(request)}: {cause.happened}; {WHAT_NEXT}")
    return Trouble(outlet, url, "fetch_failed", f"{what} {url}: {said(error)}; {WHAT_NEXT}")
