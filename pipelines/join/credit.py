"""Who is credited for a figure: "according to data monitored by CnEVPost", "the company said"."""

from __future__ import annotations

import re

from pipelines.join.claims import Claim
from pipelines.model import Why

_NAME = r"(?:the\s+)?((?:[A-Z][\w.&’'-]*)(?:\s+(?:of|for|the|and|[A-Z][\w.&’'-]*))*)"
_BY = re.compile(
    rf"(?:data|figures|statistics|numbers)\s+(?:monitored|compiled|collected|released|published)?\s*(?:by|from|of)\s+{_NAME}"
)
_ACCORDING = re.compile(
    rf"according\s+to\s+(?:data\s+(?:monitored|compiled)?\s*(?:by|from)\s+|figures\s+from\s+)?{_NAME}"
)
_SAID = re.compile(rf"{_NAME},?\s+(?:also\s+)?(?:said|says|announced|announces|told|reported|reports)\b")


def source_of(claim: Claim) -> tuple[str | None, list[Why]]:
    """The name credited in the claim's sentence, and why; (None, []) where none is."""
    text = claim.parsed.sentence.text
    for rule, pattern in (("data_by", _BY), ("according_to", _ACCORDING), ("said", _SAID)):
        match = pattern.search(text)
        if match:
            name = re.sub(r"[’']s$", "", match.group(1).strip()).rstrip(".,")
            return name, [Why("source_name", rule, match.group().strip(), "sentence")]
    return None, []
