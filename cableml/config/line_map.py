"""A YAML text to plain values and a map from key path to line.

YAML 1.1 reads ``NO`` as false, ``012`` as ten and ``1e-4`` as text; tags of this trade (``NO`` is
Norway) must not go through that. Only the scalars of YAML 1.2's core schema are resolved here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import yaml

from cableml.errors import CablemlError, ConfigError, Location

Path = tuple[str | int, ...]

_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))

_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, object] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}


@dataclass(slots=True)
class LineMap:
    """Plain values of a YAML text, the line of each key path, and the problems met on the way."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[CablemlError] = field(default_factory=list)

    def line(self, path: Path) -> int | None:
        """Return the line of ``path``, or of its nearest parent that the text holds; counted from 1."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None


class _PlainLoader(yaml.SafeLoader):
    """Composes nodes only; every plain scalar stays text and is resolved by `plain_scalar`."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.yaml_implicit_resolvers: dict[str, Any] = {}


def plain_scalar(text: str) -> Any:
    """Return what an unquoted YAML scalar means in the core schema of YAML 1.2.

    >>> [plain_scalar(word) for word in ("NO", "012", "1e-4", "true", "null", "12:30")]
    ['NO', 12, 0.0001, True, None, '12:30']
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text) and len(text) < 100:
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def read_yaml(text: str, file: str) -> LineMap:
    """Return the values and lines of a YAML text.

    Raises: ConfigError where the text is not YAML, holds more than one document, or nests too deeply.
    Duplicate keys, aliases and tagged values are collected in ``problems`` instead.
    """
    mapped = LineMap(None)
    try:
        root = _PlainLoader(text).get_single_node()
        if root is not None:
            mapped.value = _Reader(mapped, file).read(root, ())
        return mapped
    except yaml.YAMLError as error:
        raise _syntax_problem(error, file) from None
    except RecursionError:
        raise ConfigError(
            "is nested too deeply to be a config; start again from configs/tags.yaml.", Location(file)
        ) from None


def _syntax_problem(error: yaml.YAMLError, file: str) -> ConfigError:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark is not None else None
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    return ConfigError(
        f"no valid YAML ({what}); check the indentation, colons and quotes here and on the line above.",
        Location(file, line),
    )


class _Reader:
    """Walks composed nodes once, filling a `LineMap`."""

    def __init__(self, mapped: LineMap, file: str) -> None:
        self._mapped = mapped
        self._file = file
        self._seen: set[int] = set()

    def read(self, node: yaml.Node, path: Path) -> Any:
        # An alias is composed to the node of its anchor; the line of the key is where the alias stands.
        line = self._mapped.lines.setdefault(path, node.start_mark.line + 1)
        if id(node) in self._seen:
            self._report("an alias (*name) is not read in a config; write the value out.", line, path)
            return None
        self._seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            self._report(
                f"the YAML tag {node.tag!r} is not read in a config; write a plain value.", line, path
            )
            return None
        if isinstance(node, yaml.MappingNode):
            return self._read_mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(child, (*path, index)) for index, child in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return plain_scalar(node.value) if node.style is None else node.value

    def _read_mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._report("a key must be one word; this one is a list or a group of keys.", line, path)
                continue
            key = str(key_node.value)
            here = (*path, key)
            if key in values:
                first = self._mapped.lines[here]
                self._report(
                    f"this key stands twice, first on line {first}; remove one of the two.", line, here
                )
                continue
            self._mapped.lines[here] = line
            values[key] = self.read(value_node, here)
        return values

    def _report(self, message: str, line: int, path: Path) -> None:
        key = dotted(path) or None
        self._mapped.problems.append(ConfigError(message, Location(self._file, line, key)))


def dotted(path: tuple[Hashable, ...]) -> str:
    """Return a key path as it is written behind ``--set``: ``features.0.weight``."""
    return ".".join(str(part) for part in path)
