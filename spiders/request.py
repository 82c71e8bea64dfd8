"""What a request and its answer say of themselves, as the rest of the house wants to know it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import cast

from scrapy import Request
from scrapy.http import Headers, Response

from pipelines.model import Fetched


def asked_for(request: Request) -> str:
    """The URL that was asked for at first, before any redirect."""
    return cast(str, request.meta.get("redirect_urls", [request.url])[0])


def fetched(outlet: str, request: Request, response: Response | None) -> Fetched:
    """The record of a request and its answer; status 0 where no answer came. The moment is now."""
    return Fetched(
        outlet=outlet,
        url=asked_for(request),
        kind=request.meta.get("kind", "page"),
        status=response.status if response is not None else 0,
        fetched_at=datetime.now(UTC),
        size=len(response.body) if response is not None else 0,
        etag=header(response, "ETag"),
        last_modified=header(response, "Last-Modified"),
    )


def through(request: Request) -> str:
    """The proxy between us and the site, for a message; nothing where there is none."""
    proxy = request.meta.get("proxy")
    return f" through the proxy {proxy}" if proxy else ""


def header(response: Response | None, name: str) -> str | None:
    """A header of the answer as text; None where there is none."""
    value = response.headers.get(name) if response is not None else None
    return value.decode("latin-1") if value else None


def headers(response: Response) -> tuple[tuple[str, str], ...]:
    """All headers of the answer as text."""
    return _texts(response.headers)


def sent(response: Response) -> tuple[tuple[str, str], ...]:
    """All headers of the request that was answered, as text."""
    return _texts(cast(Request, response.request).headers)


def _texts(said: Headers) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, values in said.items() for value in values)


def said(error: BaseException) -> str:
    """What an exception says, on one line, without Twisted's wrapping."""
    text = re.sub(r"<twisted\.python\.failure\.Failure ([^>]*)>", r"\1", " ".join(str(error).split()))
    return f"{type(error).__name__}: {text[:200]}" if text else type(error).__name__
