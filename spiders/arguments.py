"""The spider's arguments, which come as text from `scrapy crawl -a` and as values from us."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from urllib.parse import urlsplit


def read_site(site: str | None) -> str | None:
    """The address of the server that stands in for the outlet, without a path."""
    if not site:
        return None
    if not is_address(site):
        raise ValueError(f"site must be an address like http://127.0.0.1:8000, not {site!r}")
    return server(site)


def server(url: str) -> str:
    """Scheme and host of an address, without a path."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def is_address(url: str) -> bool:
    """True for http or https with a host, a port that there can be, and no password."""
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc
        )
    except ValueError:  # port 99999, [::
        return False


def read_limit(limit: str | int | None) -> int | None:
    """The most articles to fetch; None for no limit."""
    if limit is None or limit == "":
        return None
    if not str(limit).isdecimal():
        raise ValueError(f"limit must be a whole number, not {limit!r}")
    return int(limit)


def read_day(said: str | date | None, name: str) -> datetime | None:
    """Midnight UTC at which the day begins, or for `until` ends."""
    if said is None or said == "":
        return None
    try:
        day = date.fromisoformat(str(said))
    except ValueError as error:
        raise ValueError(f"{name} must be a day like 2022-07-06, not {said!r}") from error
    return datetime.combine(day, time.max if name == "until" else time.min, tzinfo=UTC)
