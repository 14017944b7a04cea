"""Records on their way to a process: pickled as plain tuples, which takes two thirds of the time."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cableml.errors import CablemlError

if TYPE_CHECKING:
    from cableml.cable.cable import Cable
    from cableml.corpus.record import Record


class SentRecords(list["Record | CablemlError"]):
    """Records, and what could not be read, in order; a list like any other until it is pickled."""

    def __reduce__(self) -> tuple[Callable[[list[Any]], SentRecords], tuple[list[Any]]]:
        """Return the entries without their classes, whose own pickling goes through Python field by field."""
        return _unpack, ([_pack(entry) for entry in self],)


def _pack(entry: Record | CablemlError) -> Any:
    if isinstance(entry, CablemlError):
        return entry
    known = entry.known
    fields = None
    if known is not None:
        fields = (
            *(known.id, known.date, known.origin, known.classification),
            *(known.tags, known.subject, known.references, known.handling),
        )
    cable = None if entry.cable is None else _take_apart(entry.cable)
    return entry.source, entry.text, fields, entry.notes, entry.line, cable


def _unpack(packed: list[Any]) -> SentRecords:
    return SentRecords(_unpack_entry(entry) for entry in packed)


def _unpack_entry(packed: Any) -> Record | CablemlError:
    from cableml.cable.cable import KnownFields
    from cableml.cable.records import build_records
    from cableml.corpus.record import Record

    if not isinstance(packed, tuple):
        entry: Record | CablemlError = packed
        return entry
    source, text, fields, notes, line, cable = packed
    known = None if fields is None else build_records(KnownFields, [fields])[0]
    return Record(source, text, known, notes, line, None if cable is None else _put_together(cable))


def _take_apart(cable: Cable) -> dict[str, Any]:
    """Return the fields of a cable that was parsed before; a read-only view of spans cannot be pickled."""
    from cableml.cable.cable import Cable

    fields = {name: getattr(cable, name) for name in Cable.__slots__}
    return {**fields, "spans": dict(cable.spans)}


def _put_together(fields: dict[str, Any]) -> Cable:
    from cableml.cable.cable import Cable

    return Cable(**{**fields, "spans": MappingProxyType(fields["spans"])})
