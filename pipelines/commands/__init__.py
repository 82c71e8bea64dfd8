"""The commands of `stationwatch`, a file for those that belong together. Each imports what it needs when it runs, so
that `--help` and `extract` do not wait for Scrapy or Datasette to load.
"""
