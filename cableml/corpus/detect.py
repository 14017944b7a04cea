"""What a file holds, decided by its first characters; the name only breaks ties."""

from __future__ import annotations

import enum
import re

_DUMP_ROW = re.compile(r'\s*"?\d+"?\s*,\s*"?\d{1,4}[/-]\d{1,2}[/-]\d{1,4}[ T]')
_COLUMN_NAMES = re.compile(r'\s*"?[A-Za-z_][\w ]{0,30}"?(?:,"?[A-Za-z_][\w ]{0,30}"?){1,30}\s*$')
_PAGE_START = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)?(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_PAGE_TABLE = re.compile(r"<table class=['\"]cable['\"]|<pre[\s>]", re.I)
_TELEGRAM_TEXT = re.compile(r"^\s*Message Text\s*$", re.M)
_TELEGRAM_ATTRIBUTES = re.compile(r"^\s*Message Attributes\s*$", re.M)

_FOREIGN = (
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"%PDF", "a PDF"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
)
_CONTROL = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))
_MAX_CONTROL_SHARE = 0.05


class Content(enum.Enum):
    """What a file may hold."""

    TEXT = "raw text"
    TELEGRAM = "a telegram of the 1970s with its attributes"
    PAGE = "a cable page"
    DUMP = "a dump in comma-separated columns"
    LINES = "JSON lines"


def find_foreign(sample: bytes) -> str | None:
    """Return what kind of binary file this is, in plain words, or None for text of any encoding.

    ``sample`` is the file's beginning, without a byte order mark and in an encoding in which ASCII
    characters are one byte.
    """
    for magic, name in _FOREIGN:
        if sample.startswith(magic):
            return name
    control = len(sample) - len(sample.translate(None, _CONTROL))
    if control > _MAX_CONTROL_SHARE * len(sample):
        return "a binary file"
    return None


def detect_content(sample: str, name: str) -> Content:
    """Return what a file holds, given its first characters (some ten thousand are enough) and its name."""
    start = sample.lstrip()
    suffix = name.lower().removesuffix(".gz").rpartition(".")[2]
    first_line = start.partition("\n")[0]
    if _PAGE_START.match(start) or (suffix in ("html", "htm") and _PAGE_TABLE.search(start)):
        return Content.PAGE
    if start.startswith(("{", "[{", "[\n")) or (suffix == "jsonl" and '"' in first_line):
        return Content.LINES
    if _DUMP_ROW.match(start) or (suffix == "csv" and "," in first_line):
        return Content.DUMP
    if _COLUMN_NAMES.match(first_line) and "body" in first_line.lower():
        return Content.DUMP
    if _TELEGRAM_TEXT.search(sample) or _TELEGRAM_ATTRIBUTES.search(sample):
        return Content.TELEGRAM
    return Content.TEXT
