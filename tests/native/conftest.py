from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from cableml import native

Answer = TypeVar("Answer")


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Answer]], tuple[Answer, Answer]]:
    """A function that calls another one twice: with the compiled kernels, and by numpy alone."""
    kernels = native.kernels
    if kernels is None:
        pytest.skip("the compiled kernels are not built here, or switched off")

    def call(act: Callable[[], Answer]) -> tuple[Answer, Answer]:
        monkeypatch.setattr(native, "kernels", kernels)
        compiled = act()
        monkeypatch.setattr(native, "kernels", None)
        plain = act()
        monkeypatch.setattr(native, "kernels", kernels)
        return compiled, plain

    return call
