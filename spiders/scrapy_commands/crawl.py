"""`scrapy crawl`, honest about how it ended: Scrapy's own exits with 0 whatever was lost on the way."""

from __future__ import annotations

import argparse

from scrapy.commands.crawl import Command as ScrapyCommand
from scrapy.exceptions import UsageError


class Command(ScrapyCommand):
    """Exit status 1 where the run has errors or did not end well, 3 where another crawl holds the lock."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one outlet; `scrapy list` names them all")
        assert self.crawler_process
        crawler = self._create_crawler(args[0])
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        spider = crawler.spider
        keeper = getattr(spider, "keeper", None)
        if getattr(spider, "stop", None) == "busy":
            self.exitcode = 3
        elif self.crawler_process.bootstrap_failed or getattr(keeper, "status", None) != "ok":
            self.exitcode = 1
