"""Scrapy's list of spiders: one for every outlet in data/outlets/, all of one class."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.settings import BaseSettings

from pipelines import outlets
from pipelines.outlets import Outlet, UnknownOutlet
from spiders.news import NewsSpider


class OutletLoader:
    """What Scrapy asks for spiders (SPIDER_LOADER_CLASS): names, and the class of a name."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        return cls()

    def load(self, spider_name: str) -> type[NewsSpider]:
        """The spider of an outlet. Raises KeyError, as Scrapy expects, where there is none of that name."""
        try:
            return spider_of(outlets.load(spider_name))
        except UnknownOutlet as error:
            raise KeyError(str(error)) from error

    def find_by_request(self, request: Request) -> list[str]:
        """The outlet on whose host the request's URL stands."""
        outlet = outlets.of_url(request.url)
        return [outlet.name] if outlet else []

    def list(self) -> list[str]:
        """Names of all outlets."""
        return outlets.names()


def spider_of(declared: Outlet) -> type[NewsSpider]:
    """The spider class that reads this outlet."""

    class OutletSpider(NewsSpider):
        name = declared.name
        outlet = declared

    return OutletSpider
