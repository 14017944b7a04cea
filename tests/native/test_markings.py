"""The compiled look for hints leaves the same texts as asking for them one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cableml import native
from cableml.cable.marking_hints import find_hints
from cableml.cable.marking_stages import Stage, stages
from cableml.cable.markings import scrub

Both = Callable[[Callable[[], Any]], tuple[Any, Any]]

# Pieces of what the patterns take out, cut where a hint may be cut, and prose beside them.
PIECES = """
    (C) (S//NF) (SBU ( C/ [S/NF] {U} (entire text) SECRET secret SECRET. secretary is CONFIDENTIAL UNCLAS
    SENSITIVE S E C R E T C O N F I D SIPDIS NOFORN sipdis noforn PREL, PGOV PREL: KNNP tags TAGS: ECON, EINV
    E.O. 12958 DECL: 02/07/2016 Classified By: DCM reasons: 1.4 (b) 1.5 1,4 and (d) xxxx XXXXXX
    \u0445\u0425\u0445\u0445 this cable is sensitive but unclassified official use only not for
    internet release distribution. http://x.sgov.gov siprnet intelink class email fax copy corrected znr
    ZNY CCCCC U.S. U/NF S-REL
    [name removed] begin unclassified Rome 00000709 002 OF 003 captions caption please
    use talks went on. original telegram was this document contains derived from: classification authority by
    and both not for official sensitive-but-unclassified no foreign dissem not releasable to foreign nationals
    K\u0131rk \u0130stanbul cla\u017f\u017fified \u212aNNP \ud800 caf\u00e9 \u2019 nf rel - / ) ( 4 5 e n y
"""
texts = st.lists(st.sampled_from(PIECES.split(" ")) | st.text(max_size=6), max_size=30).map(
    lambda words: " ".join(" ".join(words).split())
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(found=st.lists(texts, max_size=5))
def test_scrubbed_texts_are_the_same(both: Both, found: list[str]) -> None:
    compiled, plain = both(lambda: scrub(found))
    assert compiled == plain


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(found=st.lists(texts, min_size=1, max_size=5))
def test_the_kernel_allows_the_same_stages_and_misses_no_hint(both: Both, found: list[str]) -> None:
    compiled, plain = both(lambda: find_hints(found))
    assert compiled.allowed == plain.allowed
    bits = dict(compiled.texts)
    for index, hinted in plain.texts:
        for place, stage in enumerate(stages()):
            if hinted >> place & 1 and not bits.get(index, 0) >> place & 1:
                assert stage.remove(found[index]) == found[index]


@settings(deadline=None, max_examples=300)
@given(text=texts.filter(str.isascii))
def test_what_may_not_match_is_left_as_it_is(text: str) -> None:
    for stage in stages():
        if stage.may_match is not None and not stage.may_match(text if stage.capitals else text.lower()):
            assert stage.remove(text) == text


@pytest.mark.parametrize(
    "stage",
    [stage for stage in stages() if stage.spelled and stage.may_match is None],
    ids=lambda s: s.hints[0],
)
def test_what_is_spelled_instead_of_a_hint_stands_in_it(stage: Stage) -> None:
    if stage.hints == (")", "("):
        pytest.skip("looks at the beginning of a text alone")
    for hint in stage.hints:
        assert any(spelled in hint for spelled in stage.spelled)


@pytest.mark.skipif(native.kernels is None, reason="the compiled kernels are not built here, or switched off")
def test_what_is_no_table_of_hints_is_refused() -> None:
    kernels = native.kernels
    assert kernels is not None
    for short_or_long in (b"ab", b"a" * 33):
        with pytest.raises(ValueError, match="3 to 32 letters"):
            kernels.build_hints([(short_or_long, 1, False)], [])
    for wrong in ([b"abc"], [("abc", 1, False)], [(b"abc", 1)]):
        with pytest.raises((TypeError, SystemError)):
            kernels.build_hints(wrong, [])
    for wrong in ([(b"", 1)], [(b"a" * 17, 1)], [(b"\0a", 1)]):
        with pytest.raises(ValueError, match="1 to 16 letters"):
            kernels.build_hints([], wrong)
    with pytest.raises(ValueError, match="invalid PyCapsule"):
        kernels.find_hints(object(), "text")
    table = kernels.build_hints([(b"abc", 1, False), (b"ABCD", 2, True), (b"\nx y", 4, False)], [(b"y", 8)])
    assert kernels.find_hints(table, "x Y abcd\nABCD-y") == (8, 0, [(0, 5), (1, 3)])
    assert kernels.find_hints(table, "") == (0, 0, [])
    assert kernels.find_hints(table, "\ud800") is None
    with pytest.raises(TypeError):
        kernels.find_hints(table, b"bytes")
