"""A list of cable ids in a file: one a line, or JSON lines with ``id``."""

from __future__ import annotations

import json
from pathlib import Path

from cableml.cable.cable_id import canonical_id
from cableml.corpus.byte_stream import read_bytes
from cableml.corpus.decoding import SAMPLE_BYTES, decode_pieces, detect_encoding
from cableml.corpus.jsonl import read_lines
from cableml.errors import CorpusError, Location

_REMEDY = 'Write one id a line, like 06TOKYO709, or {"id": "06TOKYO709"}.'


def read_ids(path: str | Path) -> frozenset[str]:
    """Return the canonical ids that a file lists; empty lines and those that begin with ``#`` do not count.

    Raises: CorpusError if the file cannot be read, a line is no id, or none is there.
    """
    name = str(path)
    data = b"".join(read_bytes(path))
    codec, n_mark = detect_encoding(data[:SAMPLE_BYTES])
    ids = set()
    for line in read_lines(decode_pieces((data[n_mark:],), codec)):
        text = (line.text or "").strip()
        if not text or text.startswith("#"):
            continue
        ids.add(_read_id(text, Location(name, line.number)))
    if not ids:
        raise CorpusError(f"the file lists no cable. {_REMEDY}", Location(name))
    return frozenset(ids)


def _read_id(text: str, where: Location) -> str:
    if text.startswith("{"):
        try:
            value = json.loads(text)
        except (json.JSONDecodeError, RecursionError):
            raise CorpusError(f"the line is no JSON. {_REMEDY}", where) from None
        text = value["id"].strip() if isinstance(value.get("id"), str) else ""
    if not text or len(text.split()) > 4:
        raise CorpusError(f"the line holds no id. {_REMEDY}", where)
    return canonical_id(text)
