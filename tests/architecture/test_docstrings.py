from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import cableml.errors

if TYPE_CHECKING:
    from .conftest import Source

Documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

_IN_A_SENTENCE = re.compile(r"\bRaises:?\s+(.*?)(?:\n\s*\n|\Z)", re.DOTALL)
_IN_A_SECTION = re.compile(r"\bRaises\n\s*-+\n(.*?)(?:\n\s*\n\s*\w[\w ]*\n\s*-{3,}|\Z)", re.DOTALL)
_NAME = re.compile(r"\b[A-Z]\w*(?:Error|Exception|Interrupt|Warning)\b")


def find_public(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Documented]]:
    """Yield public functions, classes and their public methods with their dotted names."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Documented) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from find_public(node, f"{prefix}{node.name}.")


def find_raised(docstring: str) -> set[str]:
    """Return the exceptions that the Raises part of a docstring names."""
    named: set[str] = set()
    for pattern in (_IN_A_SECTION, _IN_A_SENTENCE):
        for part in pattern.findall(docstring):
            named |= set(_NAME.findall(part))
    return named


def test_every_module_has_a_docstring(sources: list[Source]) -> None:
    assert [source.module for source in sources if not ast.get_docstring(source.tree)] == []


def test_every_public_function_and_class_has_a_docstring(sources: list[Source]) -> None:
    bare = [
        f"{source.module}.{name}"
        for source in sources
        for name, node in find_public(source.tree)
        if not ast.get_docstring(node) and not _is_overload(node)
    ]
    assert bare == []


def _is_overload(node: Documented) -> bool:
    return any("overload" in ast.unparse(decorator) for decorator in node.decorator_list)


def test_exceptions_that_docstrings_name_exist(sources: list[Source]) -> None:
    unknown = []
    for source in sources:
        defined = {node.name for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef)}
        for name, node in find_public(source.tree):
            for raised in find_raised(ast.get_docstring(node) or ""):
                if not (hasattr(cableml.errors, raised) or hasattr(builtins, raised) or raised in defined):
                    unknown.append(f"{source.module}.{name} names {raised}")
    assert unknown == []


def test_a_raises_part_is_found_in_both_forms() -> None:
    section = "Return.\n\nRaises\n------\nParseError\n    If so.\nOSError\n    If not.\n"
    assert find_raised(section) == {"ParseError", "OSError"}
    assert find_raised("Return.\n\nRaises: ConfigError where it fails.\n\nNoError.") == {"ConfigError"}
    assert find_raised("Return an Error.") == set()


def test_the_error_tree_in_the_docstring_is_the_error_tree() -> None:
    drawn = set(_NAME.findall(cableml.errors.__doc__ or ""))
    defined = {
        name
        for name, value in vars(cableml.errors).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    assert drawn == defined
