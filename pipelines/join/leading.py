"""Words that lead to places: where something stands, the ends of a route, what is compared."""

from __future__ import annotations

#: Words between the places of a list.
JOINTS = frozenset({",", "and", "or", "&", "/", "both", "the"})


#: Prepositions that lead to the place where something stands.
LOCATIVE = frozenset({"in", "across", "throughout", "within", "at", "on", "near", "around", "outside", "for", "inside"})


#: What leads to the ends of a route, to an origin or to what is compared with.
AWAY = frozenset(
    "from than unlike via leaving after with as like excluding except without minus overtook overtaking overtakes overtaken"
    " trails trailing outpaced outpacing beating".split()
)


#: What leads to the two ends of a route.
ROUTE = frozenset("between linking connecting connects links link linked connect connected joining joins".split())


#: "South of Munich".
DIRECTIONS = frozenset({"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"})
