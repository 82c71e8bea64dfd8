"""Host names to addresses, but for those inside: an outlet's name must not lead the crawler into our own network.

A server that is asked for by hand (`--site`, `probe`) may stand anywhere; so may a proxy.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from typing import ClassVar, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import DNSLookupError

from spiders.politeness import LEFT_ALONE, LeftAlone

#: Not global, and all the same what some VPN clients make every name into.
STAND_INS = ip_network("198.18.0.0/15")


def is_inside(address: str) -> bool:
    """True for loopback, private, link-local and other addresses that are nobody's on the internet."""
    read = ip_address(address)
    return (not read.is_global or read.is_multicast) and read not in STAND_INS


class Resolver(CachingThreadedResolver):
    """Scrapy's resolver. It finds no address for a name that leads inside; one for all crawls of a process."""

    wanted: ClassVar[set[str]] = set()  # names that may lead inside, since somebody asked for them
    refused: ClassVar[dict[str, str]] = {}  # name → the address that it has

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:
        if isIPAddress(name) or isIPv6Address(name):  # somebody wrote it down
            return succeed(name)
        return super().getHostByName(name, timeout).addCallback(self._outside, name)

    def _outside(self, address: str, name: str) -> str:
        proxies = {urlsplit(proxy).hostname for proxy in getproxies().values()}
        if is_inside(address) and name not in self.wanted | proxies:
            self.refused[name] = address
            raise DNSLookupError(f"{name} has the address {address}")
        return address


class OutsideOnly:
    """Says why a name has no address: nearer to the server than RetryMiddleware, since a second try is of no use."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> None:
        host = urlparse_cached(request).hostname or ""
        if isinstance(exception, CannotResolveHostError) and host in Resolver.refused:
            why = f"{host} has the address {Resolver.refused[host]}, which is not on the internet; {LEFT_ALONE}"
            raise LeftAlone("private_address", why, whole_site=True) from exception
