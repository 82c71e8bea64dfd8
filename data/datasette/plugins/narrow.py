"""Facets: at once on the page of a table; beside a search, where each costs as much as the search, on demand."""

from datasette import hookimpl
from datasette.facets import ColumnFacet


class NarrowBy(ColumnFacet):
    """The columns that data/columns.toml names as a table's facets."""

    def get_configs(self):
        if "_search" in self.request.args:
            return []
        names = (self.metadata or {}).get("narrow_by", ())
        asked = self.request.args.getlist("_facet")
        return [{"source": "metadata", "config": {"simple": name}} for name in names if name not in asked]


@hookimpl
def register_facet_classes():
    return [NarrowBy]
