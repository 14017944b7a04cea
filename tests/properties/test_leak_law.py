"""The leak law: no marking of a cable reaches what a model may read, wherever it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cableml import BlindCable, KnownFields, blind, parse_cable
from cableml.corpus.demo import demo_records
from cableml.corpus.reading import read_records
from cableml.evaluation.leaks.swapping import swap_marks
from cableml.features.spec import BODY_FIELDS, HEADER_FIELDS, BlockSpec
from cableml.features.union import FeatureUnion

from .strategies import MARK_NAMES, Content, Marks, contents, marks, render_cable

lawful = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_blind(text: str, known: KnownFields | None = None) -> BlindCable:
    return blind(parse_cable(text, known=known))


@pytest.mark.parametrize("name", MARK_NAMES)
@lawful
@given(content=contents, first=marks, second=marks)
def test_changing_one_marking_leaves_the_blind_cable_equal(
    name: str, content: Content, first: Marks, second: Marks
) -> None:
    changed = replace(first, **{name: getattr(second, name)})
    assert read_blind(render_cable(content, changed)) == read_blind(render_cable(content, first))


@lawful
@given(content=contents, first=marks, second=marks)
def test_changing_all_markings_leaves_the_blind_cable_equal(
    content: Content, first: Marks, second: Marks
) -> None:
    assert read_blind(render_cable(content, second)) == read_blind(render_cable(content, first))


@lawful
@given(content=contents, marking=marks)
def test_words_that_only_look_like_markings_stay(content: Content, marking: Marks) -> None:
    sentence = "He called it a secret meeting and spoke of confidential talks with the ministry."
    told = replace(content, paragraphs=(*content.paragraphs, (None, sentence)))
    assert read_blind(render_cable(told, marking)).paragraphs[-1].text == sentence


@lawful
@given(seed=st.integers(0, 2**32), number=st.integers(0, 10_000))
def test_swapping_the_markings_of_a_demo_cable_leaves_the_blind_cable_equal(seed: int, number: int) -> None:
    record = next(iter(demo_records(1, seed % 97, number)))
    swapped = swap_marks(record.text, seed)
    assert read_blind(swapped, record.known) == read_blind(record.text, record.known)


def test_swapping_the_markings_of_demo_cables_leaves_every_feature_equal() -> None:
    records = list(demo_records(120, 3))
    plain = [read_blind(record.text, record.known) for record in records]
    swapped = [
        read_blind(swap_marks(record.text, number), record.known) for number, record in enumerate(records)
    ]
    specs = [
        *(BlockSpec(field, "words", ngrams=2, min_cables=1) for field in (*BODY_FIELDS, *HEADER_FIELDS)),
        *(BlockSpec(field, "characters", min_cables=1) for field in BODY_FIELDS),
    ]
    first, second = FeatureUnion(specs).fit(plain), FeatureUnion(specs).fit(swapped)
    assert first.get_feature_names_out().tolist() == second.get_feature_names_out().tolist()
    for left, right in zip(first.rows(plain), second.rows(swapped), strict=True):
        assert np.array_equal(left, right)


@pytest.mark.parametrize("seed", range(20))
def test_swapping_the_markings_of_the_seed_cables_leaves_the_blind_cable_equal(
    seed: int, checkout: Path
) -> None:
    for path in sorted((checkout / "seeds").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        swapped = swap_marks(text, seed)
        assert swapped != text
        assert read_blind(swapped) == read_blind(text), path.name


def test_a_swap_changes_what_is_parsed() -> None:
    records = list(demo_records(200, 5))
    before = [parse_cable(record.text) for record in records]
    after = [parse_cable(swap_marks(record.text, number)) for number, record in enumerate(records)]
    shares: dict[str, Callable[[int], bool]] = {
        "classification": lambda n: before[n].classification != after[n].classification,
        "tags": lambda n: before[n].tags != after[n].tags,
        "markings": lambda n: (
            [p.marking for p in before[n].paragraphs] != [p.marking for p in after[n].paragraphs]
        ),
        "captions": lambda n: before[n].captions != after[n].captions,
    }
    for name, differs in shares.items():
        assert sum(map(differs, range(200))) > 60, name


@pytest.mark.corpus
def test_swapping_the_markings_of_real_cables_leaves_the_blind_cable_equal(shared_folder: Path) -> None:
    leaking = []
    n_swapped = 0
    for number, record in enumerate(read_records(shared_folder / "corpora" / "cablegate" / "cables.csv.gz")):
        if number % 10:
            continue
        swapped = swap_marks(record.text, number)
        n_swapped += swapped != record.text
        if read_blind(swapped, record.known) != read_blind(record.text, record.known):
            leaking.append(record.known.id if record.known is not None else record.source)
    assert n_swapped > 450
    assert leaking == []


# Each of these once decided what was read, or stayed in what a model reads.
SPANS = [
    "SECRET//NOFORN",
    "SECRET",
    "CONFIDENTIAL",
    "S E C R E T",
    "C O N F I D E N T I A L NOFORN",
    "UNCLAS",
    "LIMITED OFFICIAL USE",
]


@pytest.mark.parametrize("span", SPANS)
def test_a_level_alone_on_a_line_inside_a_paragraph_in_capitals_is_gone(span: str) -> None:
    # 90CAPETOWN97, 00HARARE5461: the marks at the foot and head of a page, in a text of capitals.
    lines = ["SUBJECT: TALKS", "", "¶1. THE LIFTING OF THE STATE OF EMERGENCY AND THE ", span, "", span, " "]
    text = "\n".join(
        [*lines, "RELEASE OF SEVERAL PRISONERS WERE PROMISED.", "", "¶2. NOTHING ELSE WAS SAID."]
    )
    assert [paragraph.text for paragraph in read_blind(text).paragraphs] == [
        "THE LIFTING OF THE STATE OF EMERGENCY AND THE RELEASE OF SEVERAL PRISONERS WERE PROMISED.",
        "NOTHING ELSE WAS SAID.",
    ]


@pytest.mark.parametrize("span", ["", *SPANS, "UNCLASSIFIED//FOR OFFICIAL USE ONLY"])
@pytest.mark.parametrize("caption", ["SIPDIS", "NODIS", "EXDIS", "STADIS"])
def test_banner_and_captions_below_the_addressees_are_no_addressees(span: str, caption: str) -> None:
    # 09SANSALVADOR789, 06MEXICO1797.
    lines = [
        "FM AMEMBASSY TOKYO",
        "TO RUEHC/SECSTATE WASHDC IMMEDIATE 1526",
        "INFO RHEHNSC/NSC WASHDC IMMEDIATE",
    ]
    lines += [f"{span} TOKYO 000433"] if span else []
    cable = read_blind("\n".join([*lines, caption, "", "TAGS: PREL", "SUBJECT: TALKS", "", "¶1. They met."]))
    assert (cable.to, cable.info) == (("SECSTATE WASHDC",), ("NSC WASHDC",))


@pytest.mark.parametrize("caption", ["SIPDIS", "NODIS", "EXDIS", "LIMDIS"])
@pytest.mark.parametrize("span", SPANS)
def test_pass_lines_are_read_alike_below_any_banner(span: str, caption: str) -> None:
    # 07MOSCOW5585, 09MOSCOW105: whether the level was spelt UNCLAS decided whether a line was read.
    lines = ["FM AMEMBASSY TOKYO", "TO RUEHC/SECSTATE WASHDC 1526", f"{span} TOKYO 000433", "", caption, ""]
    lines += [
        "STATE FOR EAP/J",
        caption,
        "NSC FOR DOE",
        "",
        "TAGS: PREL",
        "SUBJECT: TALKS",
        "",
        "¶1. They met.",
    ]
    assert read_blind("\n".join(lines)).pass_to == ("STATE FOR EAP/J", "NSC FOR DOE")


@pytest.mark.parametrize(
    "level", ["SECRET", "S E C R E T", "CONFIDENTIAL", "C O N F I D E N T I A L", "UNCLASSIFIED"]
)
def test_a_derived_marking_written_as_a_paragraph_is_gone(level: str) -> None:
    # 08STATE116943: below "Derived from Multiple Sources".
    lines = ["SUBJECT: DIPLOMATIC SECURITY DAILY", "", "Classified By: Derived from Multiple Sources", ""]
    lines += [f"{level}//FGI//NOFORN//MR", "Declassify on: Source marked 25X1-human, Date of source:"]
    text = "\n".join([*lines, "October 30, 2008", "", "¶1. (U) The committee met."])
    assert [paragraph.text for paragraph in read_blind(text).paragraphs] == ["The committee met."]
