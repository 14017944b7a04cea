"""Records built without the constructor of a frozen dataclass, which takes most of their time."""

from __future__ import annotations

from typing import Any, TypeVar

from cableml import native

Kind = TypeVar("Kind")


def build_records(kind: type[Kind], rows: list[tuple[Any, ...]]) -> tuple[Kind, ...]:
    """Return a record for each row, which has all fields in the order of their declaration.

    Parameters: ``kind`` is a dataclass with slots that inherits no field, and whose constructor only sets
    them.

    Raises: ValueError for a row that has not as many values as there are fields.
    """
    kernels = native.kernels
    slots: tuple[str, ...] = kind.__slots__  # type: ignore[attr-defined]
    if kernels is not None:
        return kernels.build_records(kind, slots, rows)  # type: ignore[no-any-return]
    if any(len(row) != len(slots) for row in rows):
        raise ValueError("a record has one value a field")
    return tuple([kind(*row) for row in rows])


def build_record(kind: type[Kind], **fields: Any) -> Kind:
    """Return the record of these fields, which must be all that it has; ``kind`` as for `build_records`."""
    kernels = native.kernels
    if kernels is not None and len(fields) == len(kind.__slots__):  # type: ignore[attr-defined]
        records: tuple[Kind, ...] = kernels.build_records(kind, tuple(fields), [tuple(fields.values())])
        return records[0]
    return kind(**fields)
