"""A model, a config or a corpus is data: nothing in cableml turns a file into running code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Source

FORBIDDEN_MODULES = {
    "pickle",
    "cPickle",
    "_pickle",
    "dill",
    "cloudpickle",
    "shelve",
    "marshal",
    "skops",
    "code",
}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "execfile", "runpy", "run_path"}
UNSAFE_YAML = {"load", "load_all", "unsafe_load", "unsafe_load_all", "full_load", "full_load_all"}


def find_code_loading(source: Source) -> Iterator[str]:
    """Yield a line for every construct that could run code from a file."""
    for node in ast.walk(source.tree):
        for what in _judge(node):
            yield f"{source.module}:{getattr(node, 'lineno', 0)}: {what}"


def _judge(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        names = {alias.name.partition(".")[0] for alias in node.names}
        yield from sorted(names & FORBIDDEN_MODULES)
    elif isinstance(node, ast.ImportFrom):
        module = node.module or ""
        if module.partition(".")[0] in FORBIDDEN_MODULES:
            yield module
        if module.partition(".")[0] == "joblib" and any(alias.name == "load" for alias in node.names):
            yield "joblib.load"
        if module.startswith("yaml") and any(alias.name in UNSAFE_YAML for alias in node.names):
            yield "yaml.load"
    elif isinstance(node, ast.Call):
        yield from _judge_call(node)


def _judge_call(node: ast.Call) -> Iterator[str]:
    owner, name = "", ""
    if isinstance(node.func, ast.Name):
        name = node.func.id
        if name in FORBIDDEN_CALLS:
            yield name
    elif isinstance(node.func, ast.Attribute):
        name = node.func.attr
        owner = ast.unparse(node.func.value)
    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
    if "allow_pickle" in keywords and ast.unparse(keywords["allow_pickle"]) != "False":
        yield "allow_pickle"
    if owner in ("np", "numpy") and name in ("load", "fromfile") and "allow_pickle" not in keywords:
        yield f"numpy.{name} without allow_pickle=False"
    if owner == "joblib" and name == "load":
        yield "joblib.load"
    if owner == "yaml" and name in UNSAFE_YAML:
        yield f"yaml.{name}"
    if owner == "os" and name in ("system", "popen"):
        yield f"os.{name}"
    if "shell" in keywords and ast.unparse(keywords["shell"]) != "False":
        yield "shell"


def test_nothing_loads_code(sources: list[Source]) -> None:
    assert [line for source in sources for line in find_code_loading(source)] == []


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from pickle import loads",
        "import joblib; joblib.load(path)",
        "from joblib import load",
        "np.load(path, allow_pickle=True)",
        "np.load(path, allow_pickle=flag)",
        "np.load(path)",
        "yaml.load(text, Loader=yaml.Loader)",
        "from yaml import unsafe_load",
        "eval(text)",
        "exec(text)",
        "__import__(name)",
        "os.system(command)",
        "subprocess.run(command, shell=True)",
    ],
)
def test_each_way_to_load_code_is_seen(text: str) -> None:
    source = SimpleNamespace(module="x", tree=ast.parse(text))
    assert list(find_code_loading(source))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["np.load(path, allow_pickle=False)", "yaml.compose(text)", "re.compile(x)"])
def test_safe_reading_is_let_through(text: str) -> None:
    source = SimpleNamespace(module="x", tree=ast.parse(text))
    assert list(find_code_loading(source)) == []  # type: ignore[arg-type]
