"""WordList: the terms of a block as stored, one a line, decoded only when an explanation asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import overload

import numpy as np

_LINE_FEED = ord("\n")


class WordList(Sequence[str]):
    """A read-only sequence of terms over the bytes of a word list file."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._terms: list[str] | None = None
        # A tenth of the time that the bytes take to count their own.
        self._length = int(np.count_nonzero(np.frombuffer(content, dtype=np.uint8) == _LINE_FEED))

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        """Return one term, or a list of terms for a slice."""
        return self._decode()[index]

    def __iter__(self) -> Iterator[str]:
        """Yield the terms; asked for one by one, they would take many times as long."""
        return iter(self._decode())

    def _decode(self) -> list[str]:
        if self._terms is None:
            self._terms = self._content.decode("utf-8").split("\n")[:-1]
        return self._terms


def render_word_list(terms: Iterable[str]) -> bytes:
    """Return the terms as file content: UTF-8, one a line, each line ended."""
    return "".join(f"{term}\n" for term in terms).encode("utf-8")
