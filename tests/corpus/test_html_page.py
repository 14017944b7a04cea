from __future__ import annotations

from pathlib import Path

import pytest

from cableml.cable.cable import KnownFields
from cableml.corpus.html_page import read_page
from cableml.corpus.reading import read_records
from cableml.corpus.record import Record
from cableml.errors import CorpusError

PAGE = """<!DOCTYPE html><html><body><div>menu</div>
<table class='cable'><tr><th>Reference ID</th><th>Created</th><th>Classification</th><th>Origin</th></tr>
<tr><td> <a href='/x'>06TOKYO709</a> </td><td><a>2006-02-08 08:46</a></td><td>SECRET</td>
<td>Embassy&nbsp;Tokyo</td></tr></table>
<code><pre>FM AMEMBASSY TOKYO&#x000A;TO SECSTATE</pre></code>
<code><pre>S E C R E T TOKYO 000709&#x000A;TAGS: <a href='/tag/PREL_0.html'>PREL</a> <a>JA</a>&#x000A;
<a id='par1'>&#182;</a>1. (S) R&amp;D</pre></code></body></html>"""
TEXT = "FM AMEMBASSY TOKYO\nTO SECSTATE\nS E C R E T TOKYO 000709\nTAGS: PREL JA\n\n¶1. (S) R&D"


def test_a_page_gives_header_and_body_and_what_its_table_says() -> None:
    known = KnownFields(
        id="06TOKYO709", date="2006-02-08T08:46:00Z", origin="Embassy Tokyo", classification="SECRET"
    )
    assert list(read_page([PAGE[:100], PAGE[100:]], "p.html")) == [Record("p.html", TEXT, known)]


def test_a_page_with_two_cables_gives_both() -> None:
    second = PAGE[PAGE.index("<table") :].replace("709", "710")
    entries = list(read_page([PAGE, second], "p.html"))
    assert [entry.known.id for entry in entries if isinstance(entry, Record) and entry.known] == [
        "06TOKYO709",
        "06TOKYO710",
    ]


def test_a_page_of_the_seventies_archive_gives_its_attributes() -> None:
    page = (
        "<html><table><tr><th>Document Number:</th><td>1975TOKYO01234</td></tr>"
        "<tr><td>TAGS</td><td>PFOR, JA</td></tr><tr><td>Subject</td><td>A VISIT</td></tr>"
        "<tr><td>From</td><td>n/a</td></tr></table><pre>PAGE 01</pre></html>"
    )
    [entry] = read_page([page], "p.html")
    assert isinstance(entry, Record)
    assert entry.known == KnownFields(id="1975TOKYO01234", tags=("PFOR", "JA"), subject="A VISIT")


def test_a_page_without_preformatted_text_gives_its_visible_text() -> None:
    page = "<html><script>var x</script><p>UNCLAS TOKYO 1</p><p>TAGS: PREL</p></html>"
    [entry] = read_page([page], "p.html")
    assert isinstance(entry, Record)
    assert entry.text.split("\n") == ["UNCLAS TOKYO 1", "TAGS: PREL"]


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(CorpusError) as caught:
        list(read_page(["<html><head><script>x</script></head><body> </body></html>"], "p.html"))
    assert str(caught.value) == "p.html: the page holds no text. Save the whole page, not only its frame."


@pytest.mark.corpus
def test_the_sixty_pages_hold_the_text_of_their_dump_rows(shared_folder: Path) -> None:
    corpus = shared_folder / "corpora" / "cablegate"
    pages = {record.known: " ".join(record.text.split()) for record in read_records(corpus / "html")}
    rows = {record.known: " ".join(record.text.split()) for record in read_records(corpus / "cables.csv.gz")}
    assert len(rows) == 5055
    assert len(pages) == 60
    assert {known: rows.get(known) for known in pages} == pages
