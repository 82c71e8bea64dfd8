"""What a claim counts: its rules in order, the words that stand nearest to the number first."""

from __future__ import annotations

from pipelines.join.bare import bare_number, times_swapped
from pipelines.join.offered import offered_piles
from pipelines.join.own import others_piles, own_noun, shared_head, sum_of_kinds
from pipelines.join.refer import former_and_latter, kind_from_before, pointed_back

#: In order: the words that stand nearest to the number are asked first.
NOUN_RULES = (
    offered_piles,
    others_piles,
    former_and_latter,
    shared_head,
    own_noun,
    sum_of_kinds,
    kind_from_before,
    pointed_back,
    times_swapped,
    bare_number,
)
