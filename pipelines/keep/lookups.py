"""The small tables that explain ids: outlets, operators, places, metrics. Rows come with the first need of them."""

from __future__ import annotations

from sqlite_utils import Database

from pipelines import outlets
from pipelines.keep.records import Row, place_id
from pipelines.words import metric_table, operator_info
from pipelines.words.places import locate


def metric_rows() -> list[Row]:
    """All metrics, in the codebook's order."""
    rows: list[Row] = []
    for order, (ident, entry) in enumerate(metric_table().items(), start=1):
        synonyms = entry.get("synonyms")
        rows.append(
            {
                "id": ident,
                "label": entry["label"],
                "unit": entry["unit"],
                "counts": entry["counts"],
                "parent": entry.get("parent"),
                "synonyms": ", ".join(synonyms) if isinstance(synonyms, list) else "",
                "sort": order,
            }
        )
    return rows


def source_row(outlet: str) -> Row:
    """An outlet; its id alone where no file of data/outlets describes it."""
    try:
        found = outlets.find(outlet)
    except outlets.UnknownOutlet:
        return {"id": outlet, "name": outlet, "url": None, "timezone": None}
    return {"id": outlet, "name": found.title, "url": found.home, "timezone": found.zone}


def operator_row(ident: str) -> Row:
    """An operator."""
    found = operator_info(ident)
    return {"id": ident, "name": found.name, "country": found.country, "parent": found.parent}


def place_row(place: str | None, country: str | None) -> Row:
    """A place, or a country where `place` is None. Its name alone where the gazetteer does not have it."""
    found = locate(place, country)
    return {
        "id": place_id(place, country),
        "name": place or (found.name if found else country),
        "country": country,
        "kind": found.kind if found else "country" if place is None else "unknown",
        "within": found.within if found else None,
        "latitude": found.latitude if found else None,
        "longitude": found.longitude if found else None,
    }


def need_source(db: Database, outlet: str) -> None:
    """Have the outlet in `sources`."""
    if not _has(db, "sources", outlet):
        db.table("sources").insert(source_row(outlet))


def need_operator(db: Database, ident: str | None) -> None:
    """Have the operator, its parents and its country in their tables."""
    if ident is None or _has(db, "operators", ident):
        return
    row = operator_row(ident)
    parent, country = row["parent"], row["country"]
    need_operator(db, None if parent is None else str(parent))
    need_place(db, None, None if country is None else str(country))
    db.table("operators").insert(row)


def need_place(db: Database, place: str | None, country: str | None) -> None:
    """Have the place and its country in `places`."""
    if country is not None and not _has(db, "places", country):
        db.table("places").insert(place_row(None, country))
    if place is not None and not _has(db, "places", str(place_id(place, country))):
        db.table("places").insert(place_row(place, country))


def refresh(db: Database) -> None:
    """Take over what words, gazetteer and outlets have learnt since the rows were written."""
    for row in list(db.table("sources").rows):
        _renew(db, "sources", row, source_row(str(row["id"])))
    for row in list(db.table("places").rows):
        is_country = row["id"] == row["country"]
        _renew(db, "places", row, place_row(None if is_country else row["name"], row["country"]))
    for row in list(db.table("operators").rows):
        new = operator_row(str(row["id"]))
        need_operator(db, None if new["parent"] is None else str(new["parent"]))
        need_place(db, None, None if new["country"] is None else str(new["country"]))
        _renew(db, "operators", row, new)


def _renew(db: Database, table: str, old: Row, new: Row) -> None:
    if old != new:
        db.table(table).update(str(old["id"]), {name: value for name, value in new.items() if name != "id"})


def _has(db: Database, table: str, key: str) -> bool:
    return db.conn.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', [key]).fetchone() is not None
