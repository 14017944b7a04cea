"""A config file's text with some values changed, comments and layout as they were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from cableml.config.line_map import Path


def edit_yaml(text: str, changes: Mapping[Path, Any]) -> str | None:
    """Return the YAML text with the values at the paths replaced, and every other character kept.

    None where that cannot be done: a path that the text does not write out, or a value that is no single
    one before or after. Values are single ones: numbers, words, true, false, null.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    spans: list[tuple[int, int, str]] = []
    for path, value in changes.items():
        node = _find(root, path)
        if not isinstance(node, yaml.ScalarNode) or isinstance(value, list | tuple | dict):
            return None
        if node.style in ("|", ">") or node.start_mark.index == node.end_mark.index:
            return None
        spans.append((node.start_mark.index, node.end_mark.index, render_scalar(value)))
    for start, end, written in sorted(spans, reverse=True):
        text = text[:start] + written + text[end:]
    return text


def render_scalar(value: Any) -> str:
    """Return a single value as the config writes it: ``0.5``, ``true``, ``null``, ``squared_hinge``.

    >>> [render_scalar(value) for value in (0.5, True, None, "body", "null", 1e-05)]
    ['0.5', 'true', 'null', 'body', "'null'", '1.0e-05']
    """
    return str(yaml.safe_dump(value, default_flow_style=True, width=10_000)).removesuffix("...\n").strip()


def _find(node: yaml.Node | None, path: Path) -> yaml.Node | None:
    for part in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == str(part)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
        else:
            return None
    return node
