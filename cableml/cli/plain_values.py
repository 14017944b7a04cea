"""Reading of options without pydantic, which typer would load for them: a third of the start-up time."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, Literal, get_args, get_origin

import typer
from typer.core import TyperCommand, TyperGroup


class PlainCommand(TyperCommand):
    """A command whose options are texts, whole numbers, choices and lists of texts.

    typer asks each parameter for its reader once and keeps it in ``_runtime_param``; the reader is put
    there beforehand. A typer without that slot reads its options in its own way.
    """

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, ``--help`` among them, each with its reader in place."""
        return _with_readers(super().get_params(ctx))


class PlainGroup(TyperGroup):
    """A group of commands whose own options are flags; see `PlainCommand`."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, ``--help`` among them, each with its reader in place."""
        return _with_readers(super().get_params(ctx))


class PlainValue:
    """The reader of one parameter."""

    def __init__(self, described: Any) -> None:
        self._annotation = described.annotation
        self._bounds = (described.parameter_info.min, described.parameter_info.max)

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value in its type.

        Raises: typer.BadParameter where it is none of the choices, no whole number, or out of bounds.
        """
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        if isinstance(value, list | tuple):
            return [str(entry) for entry in value]
        problem = None
        if get_origin(self._annotation) is Literal:
            problem = _refuse_choice(str(value), get_args(self._annotation))
        elif self._annotation is int:
            value, problem = _read_number(value, *self._bounds)
        if problem is not None:
            raise typer.BadParameter(problem, ctx=ctx, param=param)
        return value


def _with_readers(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        described = getattr(parameter, "type_descriptor", None)
        if described is not None and _is_plain(described.annotation):
            parameter._runtime_param = PlainValue(described)
    return parameters


def _is_plain(annotation: Any) -> bool:
    return annotation in (str, int, bool, list[str]) or get_origin(annotation) is Literal


def _refuse_choice(value: str, choices: tuple[str, ...]) -> str | None:
    if value in choices:
        return None
    close = get_close_matches(value, choices, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    return f"{value!r} is not one of {', '.join(choices)}.{hint}"


def _read_number(value: Any, lowest: float | None, highest: float | None) -> tuple[int, str | None]:
    try:
        number = int(value)
    except ValueError:
        return 0, f"{value!r} is not a whole number."
    if lowest is not None and number < lowest:
        return 0, f"{number} is less than {lowest:g}, the least that makes sense."
    if highest is not None and number > highest:
        return 0, f"{number} is more than {highest:g}, the most that makes sense."
    return number, None
