from __future__ import annotations

import pytest

from cableml.corpus.detect import Content, detect_content, find_foreign

CABLE = "VZCZCXRO0001\nPP RUEHXX\nDE RUEHKO #0001 0010101\nFM AMEMBASSY TOKYO\n"


@pytest.mark.parametrize(
    ("sample", "name", "content"),
    [
        (CABLE, "cable.txt", Content.TEXT),
        (CABLE, "cable.csv", Content.TEXT),
        (CABLE, "cable.jsonl", Content.TEXT),
        (CABLE, "-", Content.TEXT),
        ('"1","2/8/2006 08:46","06TOKYO709"', "anything.txt", Content.DUMP),
        ("1,2/8/2006 08:46,06TOKYO709", "-", Content.DUMP),
        ("id,created,body\n", "table.txt", Content.DUMP),
        ("one,two\n", "table.csv.gz", Content.DUMP),
        ('{"id": "06TOKYO709"}', "anything.txt", Content.LINES),
        ('\n  {"id": "06TOKYO709"}', "-", Content.LINES),
        ("<!DOCTYPE html>\n<html>", "page.txt", Content.PAGE),
        ("<?xml version='1.0' encoding='utf-8' ?>\n<!DOCTYPE html PUBLIC>", "-", Content.PAGE),
        ("<!-- saved -->\n<html><pre>", "-", Content.PAGE),
        ("<div><pre>UNCLAS</pre></div>", "part.html", Content.PAGE),
        ("Message Text\n\nPAGE 01", "telegram.txt", Content.TELEGRAM),
        ("UNCLAS TOKYO 1\nthe Message Text said so\n", "cable.txt", Content.TEXT),
        ("(U) TAGS, see <pre> below\n<html", "cable.txt", Content.TEXT),
    ],
)
def test_content_is_decided_by_the_first_characters(sample: str, name: str, content: Content) -> None:
    assert detect_content(sample, name) is content


@pytest.mark.parametrize(
    ("sample", "kind"),
    [
        (b"PK\x03\x04rest", "a ZIP archive or office document"),
        (b"%PDF-1.7", "a PDF"),
        (bytes(range(256)) * 4, "a binary file"),
        (b"UNCLAS TOKYO 1\x00" + b"text " * 100, None),
        (b"UNCLAS TOKYO 1\r\n\x0cTAGS: PREL\x1a", None),
    ],
)
def test_binary_files_are_named(sample: bytes, kind: str | None) -> None:
    assert find_foreign(sample) == kind
