"""Prints how the parser reads a dump: every field, TAGS against the page's lists, paragraph numbers.

    python experiments/parsing/measure.py DUMP GOLD [--list NAME]

DUMP is the eight-column dump, GOLD its page fields as JSON lines (id, created, origin, classification,
tags). ``--list`` prints the cables behind one line of the table.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from cableml.cable.cable import Cable, KnownFields
from cableml.cable.cable_id import canonical_id
from cableml.cable.level import parse_level
from cableml.cable.tag import canonical_tags
from cableml.corpus.reading import read_records
from cableml.parsing.parser import parse_cable


def read_gold(path: Path) -> dict[str, dict[str, Any]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    pages = map(json.loads, data.decode("utf-8").splitlines())
    return {page["id"]: page for page in pages}


def tag_difference(page: list[str], cable: Cable) -> str | None:
    """Return why the page's list and the cable's tags differ as sets, or None if they do not."""
    wanted, got = set(canonical_tags(page)), set(cable.tags or ())
    missing, more = wanted - got, got - wanted
    if not missing and not more:
        return None
    joined = {word for tag in more for word in re.split(r"[ ,'-]+", tag)}
    if missing and missing <= joined:
        return "page cuts a phrase or name at its blanks"
    if not missing:
        return "page stops early: the list goes on behind a comma or line end"
    if not more:
        return "parser lists fewer"
    return "other (aliases of one tag, phrases and early stops mixed)"


def number_break(numbers: list[int]) -> str | None:
    """Return how a sequence of paragraph numbers first leaves 1, 2, 3 ..., or None."""
    if numbers[0] != 1:
        return "begins behind 1 (extract, redaction, second part of a report)"
    for last, number in pairwise(numbers):
        if number == last + 1:
            continue
        if number > last + 1:
            return "numbers are missing (left out, redacted, or misnumbered by the sender)"
        if number == last:
            return "a number stands twice"
        return "numbers start over or fall back (annexes, questionnaires, quoted cables, slips)"
    return None


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dump", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--list", default=None, help="print the cables behind one line of the table")
    options = parser.parse_args()
    gold = read_gold(options.gold)
    records = [record for record in read_records(options.dump) if record.text]
    counts: Counter[str] = Counter()
    behind: dict[str, list[str]] = defaultdict(list)

    def count(name: str, cable_id: str, holds: bool = True) -> None:
        if holds:
            counts[name] += 1
            behind[name].append(cable_id)

    started = time.process_time()
    cables = [parse_cable(record.text, record.source, record.known) for record in records]
    elapsed = time.process_time() - started
    for record, cable in zip(records, cables, strict=True):
        known = record.known or KnownFields()
        name = known.id or record.source
        page = gold.get(name, {})
        created = str(page.get("created", ""))
        count("id as on the page, canonical", name, bool(page) and cable.id == canonical_id(page["id"]))
        count(
            "date of the same hour as the page's",
            name,
            (cable.date or "")[:13] == created.replace(" ", "T")[:13],
        )
        count("origin", name, cable.origin is not None)
        count(
            "level as on the page", name, cable.classification is parse_level(page.get("classification", ""))
        )
        count("subject", name, bool(cable.subject))
        count(
            "no subject, no subject label in the text",
            name,
            not cable.subject and not re.search(r"\bSUBJ", record.text, re.I),
        )
        count("signer", name, cable.signer is not None)
        count("summary", name, cable.summary is not None)
        count("paragraphs", name, bool(cable.paragraphs))
        if page.get("tags"):
            count("page lists tags", name)
            reason = tag_difference(page["tags"], cable)
            count("  tags equal as sets" if reason is None else f"  differ: {reason}", name)
        numbers = [p.number for p in cable.paragraphs if p.number is not None]
        if not numbers:
            count("no numbered paragraph", name)
            continue
        reason = number_break(numbers)
        count(
            "paragraph numbers 1, 2, 3 ... without a break" if reason is None else f"  break: {reason}", name
        )
    # The text alone, without what the page says beside it.
    for record in records:
        alone = parse_cable(record.text, record.source)
        name = (record.known.id if record.known else None) or record.source
        page = gold.get(name, {})
        count(
            "text alone: level as on the page",
            name,
            alone.classification is parse_level(page.get("classification", "")),
        )
        count("text alone: id as on the page", name, bool(page) and alone.id == canonical_id(page["id"]))
        count("text alone: date", name, alone.date is not None)
    print(f"{len(cables)} cables, {len(cables) / elapsed:.0f} cables a second of processor time")
    for name, n in counts.items():
        print(f"| {name} | {n} | {100 * n / len(cables):.2f} % |")
    if options.list is not None:
        chosen = [ids for name, ids in behind.items() if options.list in name]
        print("\n".join(sorted({cable_id for ids in chosen for cable_id in ids})))


if __name__ == "__main__":
    sys.exit(main())
