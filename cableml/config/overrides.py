"""``--set KEY=VALUE``: changes to a config's plain values before they are checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cableml.config.line_map import LineMap, Path, dotted, read_yaml
from cableml.errors import CablemlError, ConfigError, Location


@dataclass(frozen=True, slots=True)
class Override:
    """One ``--set``: where it points, what it sets, and how it was written."""

    path: Path
    value: Any
    written: str

    @property
    def origin(self) -> str:
        """What a message about the value names as its place, instead of a line of the file."""
        return f"--set {self.written}"


def parse_override(written: str) -> Override:
    """Return the override that ``a.b.0.c=value`` states; the value is read as in the config file.

    Raises: ConfigError where there is no key or no ``=``, or the value is no YAML.
    """
    key, equals, value = written.partition("=")
    path = parse_key(key)
    if not equals or path is None:
        raise ConfigError(
            "an override is written KEY=VALUE, such as --set model.c=0.5 or --set features.0.weight=2.",
            Location(f"--set {written}"),
        )
    mapped = read_yaml(value, f"--set {written}")
    if mapped.problems:
        raise ConfigError("", problems=mapped.problems)
    return Override(path, mapped.value, written)


def parse_key(key: str) -> Path | None:
    """Return the path that ``a.b.0.c`` names, or None where a part of it is empty."""
    words = [word.strip() for word in key.split(".")]
    if not all(words):
        return None
    return tuple(int(word) if word.isdecimal() else word for word in words)


def apply_overrides(mapped: LineMap, overrides: Sequence[Override]) -> list[CablemlError]:
    """Change ``mapped.value`` in place; return the problems of overrides that point nowhere."""
    problems: list[CablemlError] = []
    for override in overrides:
        problem = apply_change(mapped.value, override)
        if problem is not None:
            problems.append(ConfigError(problem, Location(override.origin, key=dotted(override.path))))
    return problems


def apply_change(values: Any, override: Override) -> str | None:
    """Change plain values in place; return why that cannot be done, or None."""
    here = values
    for depth, part in enumerate(override.path[:-1]):
        if isinstance(here, dict) and isinstance(part, str) and here.get(part) is None:
            here[part] = {}
        problem = _unreachable(here, override.path[: depth + 1])
        if problem is not None:
            return problem
        here = here[part]
    problem = _unreachable(here, override.path, setting=True)
    if problem is None:
        here[override.path[-1]] = override.value
    return problem


def _unreachable(values: Any, path: Path, *, setting: bool = False) -> str | None:
    """Say why the last part of ``path`` cannot be followed (or set) in ``values``, or None."""
    part, parent = path[-1], dotted(path[:-1]) or "the config"
    if isinstance(values, list):
        if not isinstance(part, int):
            return f"{parent} is a list; name one of its items by number, from 0 to {len(values) - 1}."
        if part >= len(values):
            return f"{parent} has no item {part}; its {len(values)} items are counted from 0."
        return None
    if not isinstance(values, dict):
        return f"{parent} is a single value; nothing can be set inside it."
    if isinstance(part, int):
        return f"{parent} is no list; name one of its keys instead of {part}."
    if part not in values and not setting:
        return f"{parent} has no key {part!r}."
    return None
