"""What a claim counts: its rules in order, the words that stand nearest to the number first."""

from __future__ import annotations

from pipelines.join.at_sites import piles_at_sites
from pipelines.join.bare import bare_number
from pipelines.join.former import former_and_latter
from pipelines.join.offered import offered_piles, respective_piles, sites_of_piles
from pipelines.join.own import others_piles, own_noun, shared_head, sum_of_kinds
from pipelines.join.refer import pointed_back, same_number, units_of_them
from pipelines.join.services import packs_swapped, so_many_a_day, such_services, times_charged, times_swapped
from pipelines.join.untold import kind_from_before

#: In order: the words that stand nearest to the number are asked first.
NOUN_RULES = (
    respective_piles,
    piles_at_sites,
    offered_piles,
    others_piles,
    former_and_latter,
    shared_head,
    own_noun,
    sum_of_kinds,
    sites_of_piles,
    such_services,
    kind_from_before,
    pointed_back,
    units_of_them,
    same_number,
    packs_swapped,
    times_swapped,
    times_charged,
    so_many_a_day,
    bare_number,
)
