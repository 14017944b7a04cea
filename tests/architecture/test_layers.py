"""Who may import whom: the table of the house style, and nothing besides."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Source

# Room -> what it may import from cableml (a room or a single module), besides itself.
ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "cable": {"native", "errors"},
    "parsing": {"cable", "native", "errors"},
    "corpus": {"parsing", "cable", "native", "errors"},
    # Compiled loops: they know arrays and texts, no cables.
    "native": set(),
    "features": {"cable.blind", "native", "errors"},
    # A saved model rebuilds its feature union from word lists, so models open one door to features;
    # its manifest names the version that wrote it.
    "models": {"features", "cable", "native", "errors", "__version__"},
    "evaluation": {"cable", "errors"},
    "config": {"errors"},
    "tracking": {"errors"},
    "workflows": {
        "parsing",
        "corpus",
        "features",
        "models",
        "evaluation",
        "config",
        "tracking",
        "cable",
        "errors",
        "",
    },
    "cli": {"workflows", "config", "tracking", "errors", ""},
    "__main__": {"cli"},
    "": {"cable", "corpus", "errors", "models", "parsing"},
}
# What a floor must never see, even where the table above lets the room in.
FORBIDDEN = {"features": {"cable.cable"}}

# Third-party packages that a module may import when it is itself imported.
AT_THE_TOP: dict[str, set[str]] = {
    "features": {"numpy"},
    "models": {"numpy"},
    "evaluation": {"numpy"},
    "config": {"pydantic", "pydantic_core", "yaml"},
    "cli": {"typer"},
}
# Third-party packages that a function may import on its own, besides those.
INSIDE_FUNCTIONS: dict[str, set[str]] = {
    "corpus": {"selectolax"},
    "features": {"scipy", "sklearn"},
    "models": {"scipy", "sklearn", "joblib", "threadpoolctl"},
    "evaluation": {"scipy", "sklearn"},
    "workflows": {"numpy", "yaml"},
    "tracking": {"mlflow", "sqlalchemy", "alembic", "pyarrow"},
}
# Modules that only training reaches may import these at the top; predicting must not load them.
FITTING = {"scipy", "sklearn", "joblib"}
PREDICT_STARTS = ("cableml.models.model_folder", "cableml.models.cable_model", "cableml.features.union")

# Stages are imported by the function that runs them, so that a command pays for what it uses.
WORKFLOWS_AT_THE_TOP = {"workflows", "errors", "tracking.tracker", ""}
CLI_AT_THE_TOP = {"cli", "errors", ""}


@dataclass(frozen=True)
class Import:
    """One import statement: the module asked for, its line, and where it stands."""

    target: str
    line: int
    in_function: bool


def find_imports(source: Source) -> Iterator[Import]:
    """Yield every import outside ``if TYPE_CHECKING``; ``from a import b`` gives ``a.b``."""
    yield from _walk(source.tree, source, in_function=False)


def _walk(node: ast.AST, source: Source, in_function: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            for branch in child.orelse:
                yield from _walk(ast.Module([branch], []), source, in_function)
        elif isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, child.lineno, in_function)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, f"{source.module}:{child.lineno}: relative import"
            for alias in child.names:
                yield Import(f"{child.module}.{alias.name}", child.lineno, in_function)
        else:
            inside = in_function or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _walk(child, source, inside)


def is_within(target: str, allowed: set[str]) -> bool:
    """Return whether ``cableml.target`` lies in one of the allowed rooms or modules."""
    inner = target.removeprefix("cableml").removeprefix(".")
    for room in allowed:
        if room == "__version__" and inner in ("", "__version__"):
            return True
        if room == "":
            if not inner or ("." not in inner and inner not in ROOMS):
                return True
        elif inner == room or inner.startswith(room + "."):
            return True
    return False


def find_foreign(source: Source) -> Iterator[tuple[Import, str]]:
    """Yield imports of third-party packages with the package's name."""
    for found in find_imports(source):
        package = found.target.partition(".")[0]
        if package != "cableml" and package not in sys.stdlib_module_names:
            yield found, package


def test_every_room_is_in_the_table(sources: list[Source]) -> None:
    assert {source.room for source in sources} <= set(ROOMS)


def test_rooms_import_only_what_the_table_lets_in(sources: list[Source]) -> None:
    wrong = []
    for source in sources:
        allowed = ROOMS[source.room] | ({source.room} if source.room else set())
        for found in find_imports(source):
            if found.target.partition(".")[0] != "cableml":
                continue
            if not is_within(found.target, allowed) or is_within(
                found.target, FORBIDDEN.get(source.room, set())
            ):
                wrong.append(f"{source.module}:{found.line} imports {found.target}")
    assert wrong == []


def test_third_party_packages_are_imported_where_the_table_allows(sources: list[Source]) -> None:
    wrong = []
    for source in sources:
        top = AT_THE_TOP.get(source.room, set())
        inside = top | INSIDE_FUNCTIONS.get(source.room, set())
        for found, package in find_foreign(source):
            if found.in_function:
                fits = package in inside
            else:
                fits = package in top or (package in FITTING and source.room in ("features", "models"))
            if not fits:
                wrong.append(f"{source.module}:{found.line} imports {found.target}")
    assert wrong == []


def test_mlflow_is_imported_by_tracking_alone(sources: list[Source]) -> None:
    importers = {
        source.module for source in sources for _, package in find_foreign(source) if package == "mlflow"
    }
    assert {module.rpartition(".")[0] for module in importers} == {"cableml.tracking"}


def test_what_predicting_reaches_imports_no_fitting_package_at_the_top(sources: list[Source]) -> None:
    by_module = {source.module: source for source in sources}
    waiting = [start for start in PREDICT_STARTS if start in by_module]
    reached: set[str] = set()
    while waiting:
        module = waiting.pop()
        reached.add(module)
        for found in find_imports(by_module[module]):
            if found.in_function:
                continue
            for name in (found.target, found.target.rpartition(".")[0]):
                if name in by_module and name not in reached:
                    waiting.append(name)
    wrong = [
        f"{module}:{found.line} imports {found.target}"
        for module in sorted(reached)
        for found, package in find_foreign(by_module[module])
        if package in FITTING and not found.in_function
    ]
    assert "cableml.features.union" in reached
    assert wrong == []


@pytest.mark.parametrize(("room", "allowed"), [("workflows", WORKFLOWS_AT_THE_TOP), ("cli", CLI_AT_THE_TOP)])
def test_stages_are_imported_inside_functions(sources: list[Source], room: str, allowed: set[str]) -> None:
    wrong = [
        f"{source.module}:{found.line} imports {found.target}"
        for source in sources
        if source.room == room
        for found in find_imports(source)
        if not found.in_function
        and found.target.partition(".")[0] == "cableml"
        and not is_within(found.target, allowed)
    ]
    assert wrong == []


def test_modules_are_imported_by_name_in_one_place_only(sources: list[Source]) -> None:
    # An import through a string would slip past the table.
    users = {
        source.module
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Name | ast.Attribute | ast.alias)
        and {"import_module", "__import__"}
        & {getattr(node, "id", ""), getattr(node, "attr", ""), getattr(node, "name", "")}
    }
    assert users <= {"cableml"}


def test_an_import_in_the_wrong_place_is_seen() -> None:
    from types import SimpleNamespace

    text = (
        "from typing import TYPE_CHECKING\n"
        "import os.path\n"
        "if TYPE_CHECKING:\n    from cableml.cable.cable import Cable\n"
        "def fit():\n    from sklearn.svm import LinearSVC\n"
        "class A:\n    import numpy as np\n"
        "try:\n    from cableml.cable import cable\nexcept ImportError:\n    pass\n"
    )
    found = list(find_imports(SimpleNamespace(module="x", tree=ast.parse(text))))  # type: ignore[arg-type]
    assert [(one.target, one.line, one.in_function) for one in found] == [
        ("typing.TYPE_CHECKING", 1, False),
        ("os.path", 2, False),
        ("sklearn.svm.LinearSVC", 6, True),
        ("numpy", 8, False),
        ("cableml.cable.cable", 10, False),
    ]
    assert not is_within("cableml.cable.cable.Cable", ROOMS["features"])
    assert is_within("cableml.cable.blind.BlindCable", ROOMS["features"])
    assert is_within("cableml.__version__", {""})
    assert is_within("cableml", {""})
    assert not is_within("cableml.corpus", {""})
    assert is_within("cableml", {"__version__"})
    assert not is_within("cableml.parse_cable", {"__version__"})
