"""The part of scikit-learn's estimator protocol that our transformers keep, without importing scikit-learn.

`sklearn.base.clone`, pipelines and searches ask for `get_params` and `set_params` only, so duck typing
is enough, and predicting stays free of a second of imports.
"""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any, Self

from cableml.errors import TrainingError


@cache
def _parameters_of(estimator: type) -> tuple[str, ...]:
    return tuple(inspect.signature(estimator).parameters)


class Estimator:
    """Parameters by name; subclasses store each constructor argument unchanged under its own name."""

    @classmethod
    def _parameter_names(cls) -> tuple[str, ...]:
        return _parameters_of(cls)  # type: ignore[arg-type]

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return every constructor argument by name; ``deep`` has no effect (nothing is nested)."""
        return {name: getattr(self, name) for name in self._parameter_names()}

    def set_params(self, **params: Any) -> Self:
        """Return self with the named constructor arguments replaced.

        Raises: ValueError for a name that the constructor does not know (as scikit-learn does).
        """
        known = self._parameter_names()
        for name, value in params.items():
            if name not in known:
                raise ValueError(
                    f"{type(self).__name__} has no parameter {name!r}; it has {', '.join(known)}."
                )
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        inner = ", ".join(f"{name}={value!r}" for name, value in self.get_params().items())
        return f"{type(self).__name__}({inner})"

    def _require_fit(self, attribute: str) -> None:
        if not hasattr(self, attribute):
            raise TrainingError(f"this {type(self).__name__} has not been fitted; call fit first.")
