"""Every source file of cableml with its syntax tree, read once."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Source:
    """One source file: dotted module name, path, text, tree."""

    module: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The package below cableml that the module belongs to; ``errors`` and the like for top modules."""
        parts = self.module.split(".")
        return parts[1] if len(parts) > 1 else ""


@pytest.fixture(scope="session")
def sources(checkout: Path) -> list[Source]:
    """All source files of the checkout's cableml, sorted."""
    found = []
    for path in sorted((checkout / "cableml").rglob("*.py")):
        parts = path.relative_to(checkout).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text(encoding="utf-8")
        found.append(Source(module, path, text, ast.parse(text, filename=str(path))))
    assert found
    return found
