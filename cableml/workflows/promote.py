"""A run's model made the one that an alias names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cableml.tracking.model_registry import PromotedModel


def promote(reference: str, alias: str, name: str | None = None) -> PromotedModel:
    """Return the registered version of a run's model, after pointing the alias to it.

    Raises
    ------
    UsageError
        The alias cannot be one, or the name holds models for the other task.
    TrackingError
        The store cannot be used, there is no such run, or the run has no complete model.
    """
    from cableml.tracking.model_registry import promote_run

    return promote_run(reference, alias, name)


def describe_promotion(promoted: PromotedModel) -> str:
    """Return one sentence on what the alias points to, and how the model is used."""
    if promoted.before == promoted.version:
        moved = "as before"
    elif promoted.before is not None:
        moved = f"no longer to version {promoted.before}"
    else:
        moved = "which is new"
    return (
        f"{promoted.alias} of {promoted.name!r} points to version {promoted.version}, {moved}; "
        f"use it with: cableml predict PATH --model {promoted.uri}"
    )
