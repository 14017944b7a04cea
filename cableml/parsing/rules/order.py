"""The order in which the parser reads a cable's head, by rules of one field each.

Paragraphs, summary and signer are read from the body, behind the last label that these rules found.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from cableml.parsing.finding import Finding
from cableml.parsing.rules.classified_by import find_classified_by
from cableml.parsing.rules.executive_order import find_executive_order
from cableml.parsing.rules.recipients import find_info_recipients, find_recipients
from cableml.parsing.rules.references import find_references
from cableml.parsing.rules.subject import find_subject
from cableml.parsing.rules.tags_line import find_tags
from cableml.parsing.rules.transmission import find_dtg, find_sender, find_transmission_id


class Head(NamedTuple):
    """A window of the head, and what is known of the cable by the time the labels are read."""

    text: str
    year: int | None = None
    own_id: str | None = None


HEADER_RULES: Final[tuple[tuple[str, Callable[[str], Finding[Any] | None]], ...]] = (
    ("transmission_id", find_transmission_id),
    ("dtg", find_dtg),
    ("origin", find_sender),
    ("to", find_recipients),
    ("info", find_info_recipients),
)

LABEL_RULES: Final[tuple[tuple[str, Callable[[Head], Finding[Any] | None]], ...]] = (
    ("executive_order", lambda head: find_executive_order(head.text)),
    ("tags", lambda head: find_tags(head.text, year=head.year)),
    ("subject", lambda head: find_subject(head.text)),
    ("references", lambda head: find_references(head.text, year=head.year, own_id=head.own_id)),
    ("classified_by", lambda head: find_classified_by(head.text)),
)
