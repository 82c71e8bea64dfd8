"""Closed classes of English words: they carry grammar and no meaning of ours, so they are code and no word list."""

from __future__ import annotations

#: Closed-class words: after a number they show that no noun follows.
FUNCTION = frozenset(
    "a an the of in on at by to for from with and or but as than then that this these those it its they their them he she"
    " his her we our you your who which whose where when while whereas if into onto over under between among across along"
    " through throughout within without during before after since until till per via is are was were be been being am do"
    " does did has have had will would can could may might must shall should not no nor so yet too also only just even"
    " still already there here now again once both each every all any some many much most few because although though"
    " however apart respectively altogether together alone outside inside beyond near next spread plus minus compared"
    " apiece against versus vs amid around up down out off instead elsewhere overall".split()
)

BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "'s", "’s", "'re", "’re"})

HAVE = frozenset({"has", "have", "had", "having", "'ve", "’ve"})

#: "We've built 40": the pronoun and its auxiliary are one word.
PRONOUN_HAVE = frozenset(f"{who}{sign}ve" for who in ("they", "we", "you", "i") for sign in "'’")

DO = frozenset({"do", "does", "did"})

#: Finite forms of "be" and "have", modals and "remain": what follows a subject.
FINITE = frozenset(
    "is are was were have has had will would should could may might must can shall remain remains".split()
)

PRONOUNS = frozenset({"it", "they", "he", "she", "we", "you", "i", "who", "which", "that", "this", "there"})

#: Adverbs that may stand inside a verb group.
ADVERBS = frozenset(
    "also already now thereby all yet still then only finally each both just even ever so currently together jointly thus"
    " recently newly meanwhile once again always often therefore soon eventually initially originally first".split()
)

#: Participles that do not end in -ed.
PAST = frozenset(
    "built put set brought grown gone come run held shut hit made risen had taken begun done begun got found met seen"
    " won led left cut given become went came became began saw took gave rose grew ran fell drew spoke chose stood sprang"
    " sank broke sprung".split()
)

#: Signs of a possessive.
POSSESSED = frozenset({"’s", "'s", "’", "'"})
