"""How we crawl: who we say we are, how slowly we go, what is switched off.

Scrapy's own defaults are not polite and start servers that we do not want, so every value that matters is here. An
outlet's delay comes from its file in data/outlets/; `-s DOWNLOAD_DELAY=S` overrides it.
"""

import os
import sys
from pathlib import Path

import certifi

from pipelines import __version__

BOT_NAME = "stationwatch"
SPIDER_LOADER_CLASS = "spiders.loader.OutletLoader"  # one spider for every file in data/outlets/

# Who we are: publishers can see what this is, and whom to write to.
USER_AGENT = f"stationwatch/{__version__} (+https://github.com/stationwatch/stationwatch)"
ROBOTSTXT_USER_AGENT = "stationwatch"

# Politeness. One request at a time: while one waits (Retry-After), none of the others goes out.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 1  # in their order; Scrapy begins so many tasks for each answer, by default a hundred
DOWNLOAD_DELAY = 5  # seconds; the outlet's own where it has one
DOWNLOAD_DELAY_JITTER = 0.5
AUTOTHROTTLE_ENABLED = True  # slower than the delay where the server is slow, never faster
AUTOTHROTTLE_START_DELAY = 0  # begin at DOWNLOAD_DELAY
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
RETRY_TIMES = 2
RETRY_AFTER_UNSAID = 30  # seconds to wait after a 429 that does not say how long
RETRY_AFTER_MOST = 300  # seconds; a site that asks for a longer wait is left alone until the next crawl
CRAWL_DELAY_MOST = 300  # seconds; a site that asks for longer ones is left alone

# Limits. A crawl that hangs would keep the next one from starting.
DOWNLOAD_TIMEOUT = 30
DNS_TIMEOUT = 20
DOWNLOAD_MAXSIZE = 8_000_000  # bytes; news pages have 50,000 to 500,000
DOWNLOAD_WARNSIZE = 2_000_000
REDIRECT_MAX_TIMES = 5
SITEMAPS_MOST = 1_000  # of one search; a site with one a day has three years in them
CLOSESPIDER_TIMEOUT = 7200

# Off: what a reader of news does not need.
COOKIES_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # a port that executes code, on by default
HTTPCACHE_ENABLED = False
METAREFRESH_ENABLED = False
REFERRER_POLICY = "no-referrer"
DOWNLOADER_STATS = False  # every request is a row of `fetches`
WARN_ON_GENERATOR_RETURN_VALUE = False  # parses the source of a callback for each answer, which takes 5 ms

DOWNLOAD_VERIFY_CERTIFICATES = True
if sys.platform in ("darwin", "win32"):  # there, the OpenSSL of Python's wheels knows no certificates
    os.environ.setdefault("SSL_CERT_FILE", certifi.where())
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,"
    "application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en",
}
TWISTED_DNS_RESOLVER = "spiders.resolver.Resolver"  # no name leads the crawler into our own network
COMMANDS_MODULE = "spiders.scrapy_commands"  # an exit status that tells what was lost
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # off: it drops a redirect to a URL seen before without a word
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # articles in the order in which the spider asks for them

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # lets retried requests go anywhere
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # takes a robots.txt with status 5xx as consent
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "spiders.politeness.SameSite": 50,
    "spiders.politeness.Robots": 100,
    "spiders.conditional.Conditional": 410,
    "spiders.resolver.OutsideOnly": 570,
    "spiders.politeness.RetryAfter": 560,  # nearer to the server than RetryMiddleware (550): it waits, that one repeats
}
SPIDER_MIDDLEWARES = {  # each looks at each page and each item
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
ITEM_PIPELINES = {"pipelines.item.StorePipeline": 100}

LOG_LEVEL = "INFO"
STATS_DUMP = False

#: Where the database is; the shelf of raw pages lies beside it, in warc/.
STATIONWATCH_DB = os.environ.get("STATIONWATCH_DB") or str(
    Path(os.environ.get("STATIONWATCH_HOME", ".")) / "data" / "run" / "stations.db"
)
