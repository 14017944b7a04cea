"""One validation problem to a key path and one plain sentence with the way out."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from cableml.config.line_map import Path

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "model_type": "a group of keys",
    "finite_number": "a finite number",
}
_BOUNDS = {
    "greater_than": ("gt", "greater than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


def explain_problem(details: ErrorDetails, model: type[BaseModel]) -> tuple[Path, str]:
    """Return the key path of a validation problem and the sentence that a user reads."""
    path: Path = tuple(details["loc"])
    kind, seen, context = details["type"], details["input"], details.get("ctx", {})
    if kind == "extra_forbidden":
        return path, _unknown_key(str(path[-1]), _known_keys(model, path[:-1]))
    if kind == "missing":
        return path, f"this key is missing; add it ({_title(model, path)})."
    if kind == "literal_error":
        return path, _unknown_choice(seen, _choices(model, path))
    if kind in _EXPECTED:
        return path, f"expected {_EXPECTED[kind]}, found {_shown(seen)} ({_title(model, path)})."
    if kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        return path, f"must be {words} {context[name]:g}, found {_shown(seen)} ({_title(model, path)})."
    if kind in ("too_short", "string_too_short"):
        return path, f"must not be empty ({_title(model, path)})."
    if kind == "value_error":
        return path, f"{context['error']}."
    return path, f"{details['msg']}, found {_shown(seen)}."


def _unknown_key(key: str, known: list[str]) -> str:
    close = get_close_matches(key, known, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    return f"unknown key.{hint} Known keys: {', '.join(known)}."


def _unknown_choice(seen: Any, choices: list[str]) -> str:
    close = get_close_matches(str(seen), choices, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    return f"{_shown(seen)} is not one of the choices.{hint} Choices: {', '.join(choices)}."


def _shown(value: Any) -> str:
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list | tuple):
        return "a list"
    return repr(value)


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """Return the section that ``path`` leads to; list positions are skipped."""
    here = model
    for part in path:
        if isinstance(part, int):
            continue
        if part not in here.model_fields:
            return None
        inner = _models(here.model_fields[part].annotation)
        if not inner:
            return None
        here = inner[0]
    return here


def _known_keys(model: type[BaseModel], path: Path) -> list[str]:
    section = _model_at(model, path)
    return list(_fields(section)) if section is not None else []


def _field(model: type[BaseModel], path: Path) -> Any:
    names = [part for part in path if isinstance(part, str)]
    section = _model_at(model, tuple(names[:-1])) if names else None
    return _fields(section).get(names[-1]) if section is not None else None


def _fields(section: type[BaseModel]) -> dict[str, Any]:
    """Return the section's fields by the keys that a config writes."""
    return {field.alias or name: field for name, field in section.model_fields.items()}


def _title(model: type[BaseModel], path: Path) -> str:
    field = _field(model, path)
    return field.title if field is not None and field.title else "see configs/tags.yaml"


def _choices(model: type[BaseModel], path: Path) -> list[str]:
    field = _field(model, path)
    return [str(choice) for choice in _literal_words(field.annotation)] if field is not None else []


def _literal_words(annotation: Any) -> list[object]:
    words: list[object] = []
    for part in get_args(annotation):
        if isinstance(part, str | int | bool):
            words.append(part)
        elif part is type(None):
            words.append("null")
        else:
            words.extend(_literal_words(part))
    return words
