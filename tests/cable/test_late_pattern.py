"""Patterns that are compiled at their first use."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

from cableml.cable.late_pattern import compile_late


def test_it_finds_what_the_pattern_finds() -> None:
    late, ordinary = compile_late(r"(?P<word>vis\w+)", re.I), re.compile(r"(?P<word>vis\w+)", re.I)
    text = "A Visit by visitors"
    for _ in range(2):  # the second time, everything is at hand
        assert [found.span() for found in late.finditer(text)] == [(2, 7), (11, 19)]
        assert late.sub("x", text) == ordinary.sub("x", text) == "A x by x"
        assert late.search(text, 3, 9) == ordinary.search(text, 3, 9) is None
        assert (late.pattern, late.flags, late.groupindex) == (
            ordinary.pattern,
            ordinary.flags,
            ordinary.groupindex,
        )


def test_nothing_is_compiled_before_the_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    ordinary = re.compile

    def note(source: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(source)
        return ordinary(source, flags)

    monkeypatch.setattr(re, "compile", note)
    late = compile_late("a+")
    assert compiled == []
    assert [late.sub("b", "aa") for _ in range(3)] == ["b"] * 3
    assert compiled == ["a+"]


def test_what_patterns_do_not_have_this_one_has_not_either() -> None:
    with pytest.raises(AttributeError, match="finditerator"):
        compile_late("a").finditerator  # type: ignore[attr-defined]  # noqa: B018


def test_every_late_pattern_compiles(checkout: Path) -> None:
    seen = 0
    for path in sorted((checkout / "cableml").rglob("*.py")):
        if "compile_late(" not in path.read_text("utf-8") or path.name == "late_pattern.py":
            continue
        module = importlib.import_module(".".join(path.relative_to(checkout).with_suffix("").parts))
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and "compile_late" in ast.unparse(node):
                name = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
                assert getattr(module, ast.unparse(name)).pattern
                seen += 1
    assert seen > 20
