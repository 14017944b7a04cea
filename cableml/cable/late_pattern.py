"""Patterns that few cables need, compiled when the first one does: all at once would slow every start."""

from __future__ import annotations

import re
from typing import Any, cast

_NAMES = tuple(name for name in dir(re.Pattern) if not name.startswith("_"))


def compile_late(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return what ``re.compile`` returns, or rather what becomes that at its first use.

    A mistake in ``source`` shows then, too. Each use takes a little longer: for patterns that are rare.
    """
    return cast("re.Pattern[str]", _LatePattern(source, flags))


class _LatePattern:
    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Return what the compiled pattern calls so; from then on all that it has is at hand."""
        if name not in _NAMES:
            raise AttributeError(f"a pattern has no {name}")
        compiled = re.compile(self._source, self._flags)
        for each in _NAMES:
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)
