from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from functools import cache

from cableml.cable.cable_id import canonical_id
from cableml.cable.tag import canonical_tags, is_known
from cableml.corpus.demo import DemoCable, build_demo_cable, demo_records, generate_demo
from cableml.corpus.demo._word_table import TAIL_TAGS

DIGEST_CODE = """
import hashlib
from cableml.corpus.demo import generate_demo
print(hashlib.sha256("".join(cable.text for cable in generate_demo(40, 5)).encode()).hexdigest())
"""


@cache
def cables_of_seed_1() -> list[DemoCable]:
    return list(generate_demo(2400, 1))


def test_the_same_seed_makes_the_same_cables() -> None:
    assert list(generate_demo(50, 1)) == cables_of_seed_1()[:50]


def test_the_same_seed_makes_the_same_cables_in_another_process() -> None:
    command = [sys.executable, "-c", DIGEST_CODE]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    here = "".join(cable.text for cable in generate_demo(40, 5))
    assert printed == hashlib.sha256(here.encode()).hexdigest()


def test_another_seed_makes_other_cables() -> None:
    assert not {cable.text for cable in cables_of_seed_1()[:200]} & {
        cable.text for cable in generate_demo(200, 2)
    }


def test_any_slice_can_be_made_by_itself() -> None:
    assert list(generate_demo(10, 1, start=700)) == cables_of_seed_1()[700:710]
    assert build_demo_cable(1, 2399) == cables_of_seed_1()[2399]


def test_a_cable_does_not_depend_on_how_many_are_asked_for() -> None:
    assert next(generate_demo(250_000, 1, start=249_999)) == build_demo_cable(1, 249_999)


def test_ids_are_unique_and_canonical() -> None:
    ids = [cable.id for cable in cables_of_seed_1()]
    assert len(set(ids)) == len(ids)
    assert [canonical_id(cable_id) for cable_id in ids] == ids


def test_tags_are_known_canonical_and_unique() -> None:
    for cable in cables_of_seed_1():
        assert cable.tags
        assert all(is_known(tag) for tag in cable.tags)
        assert canonical_tags(cable.tags, cable.moment.year) == cable.tags, cable.id


def test_tags_have_a_long_tail() -> None:
    counts = Counter(tag for cable in cables_of_seed_1() for tag in cable.tags)
    sizes = sorted(counts.values(), reverse=True)
    assert 250 <= len(counts) <= 450
    assert 4.0 <= sum(sizes) / len(cables_of_seed_1()) <= 5.5
    assert sizes[0] > 0.3 * len(cables_of_seed_1())
    assert sum(size < 5 for size in sizes) > 60
    # Half of all tag occurrences fall on few tags, as in real cables.
    assert sum(sizes[:25]) > 0.5 * sum(sizes)
    lengths = Counter(len(cable.tags) for cable in cables_of_seed_1())
    assert min(lengths) == 1
    assert 9 <= max(lengths) <= 14


def test_levels_come_in_the_shares_of_real_cables() -> None:
    counts = Counter(cable.classification for cable in cables_of_seed_1())
    shares = {level: round(count / len(cables_of_seed_1()), 2) for level, count in counts.items()}
    for level, share in {
        "UNCLASSIFIED": 0.13,
        "UNCLASSIFIED//FOUO": 0.18,
        "CONFIDENTIAL": 0.51,
        "SECRET": 0.19,
    }.items():
        assert abs(shares[level] - share) <= 0.04, shares
    assert len(counts) == 4


def test_every_layout_and_every_kind_of_dirt_occurs() -> None:
    assert {cable.layout for cable in cables_of_seed_1()} == {
        "routed",
        "unrouted",
        "extract",
        "comma",
        "telegram",
        "pasted",
    }
    assert set().union(*(cable.dirt for cable in cables_of_seed_1())) == {
        "wrapped",
        "trailing",
        "pilcrow",
        "numbered",
        "marked",
        "no_break",
        "crlf",
        "capitals",
        "glued",
        "backslash",
        "redacted",
        "corrected",
        "listed",
        "subject_marked",
        "telegram",
        "doubled labels",
        "doubled cut",
        "apostrophe curly",
        "apostrophe comma",
        "page_lines own",
        "page_lines inside",
        "page_lines none",
    }


def test_some_cables_do_not_state_their_tags() -> None:
    silent = [cable for cable in cables_of_seed_1() if not cable.tags_line]
    assert 10 <= len(silent) <= 90
    assert not any("TAGS" in cable.text for cable in silent if cable.layout != "telegram")


def test_the_vocabulary_grows_with_the_corpus() -> None:
    half = {word for cable in cables_of_seed_1()[:1200] for word in cable.text.split()}
    whole = {word for cable in cables_of_seed_1() for word in cable.text.split()}
    assert len(whole) > 1.3 * len(half)


def test_records_say_what_a_dump_would_say() -> None:
    [record] = demo_records(1, 1, start=6)
    cable = cables_of_seed_1()[6]
    assert (record.source, record.text) == ("demo#7", cable.text)
    assert record.known is not None
    assert (record.known.id, record.known.date, record.known.tags) == (cable.id, cable.created, None)
    assert (record.known.origin, record.known.classification) == (cable.origin, cable.page_classification)


def test_large_corpora_bring_a_long_tail_of_tags_and_small_ones_none() -> None:
    tail = set(TAIL_TAGS)
    assert len(tail) == len(TAIL_TAGS) == 256
    assert not tail & {tag for cable in cables_of_seed_1() for tag in cable.tags}
    late = list(generate_demo(2000, 1, start=10_000))
    with_tail = [cable for cable in late if tail & set(cable.tags)]
    assert 0.2 < len(with_tail) / len(late) < 0.35
    assert len(tail & {tag for cable in late for tag in cable.tags}) > 150
    for cable in with_tail:
        assert all(is_known(tag) for tag in cable.tags)
        assert canonical_tags(cable.tags, cable.moment.year) == cable.tags, cable.id
