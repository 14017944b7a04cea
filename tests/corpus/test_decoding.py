from __future__ import annotations

import pytest

from cableml.corpus.decoding import decode_pieces, detect_encoding, mend_encoding

TEXT = "¶1. (U) Ministère des Affaires étrangères said “no”.\n"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_each_encoding_is_told_by_its_bytes(codec: str) -> None:
    data = (TEXT * 20).encode(codec)
    found, n_mark = detect_encoding(data)
    pieces = [data[n_mark:][start : start + 7] for start in range(0, len(data), 7)]
    assert mend_encoding("".join(decode_pieces(pieces, found))) == (TEXT * 20, ())


def test_bytes_that_are_no_utf8_are_read_as_windows_characters_with_a_note() -> None:
    text = "".join(decode_pieces([TEXT.encode("cp1252")], "utf-8"))
    assert mend_encoding(text) == (
        TEXT,
        ("the text is not UTF-8 throughout; its other bytes were read as Windows-1252",),
    )


def test_a_byte_without_windows_character_keeps_its_latin_1_meaning() -> None:
    assert mend_encoding("".join(decode_pieces([b"a\x81b"], "utf-8")))[0] == "a\x81b"


def test_mixed_encodings_keep_the_utf8_part() -> None:
    assert mend_encoding("".join(decode_pieces(["é".encode() + b"\xe9"], "utf-8")))[0] == "éé"
