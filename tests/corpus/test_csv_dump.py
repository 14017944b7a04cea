from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import pytest

from cableml.cable.cable import KnownFields
from cableml.corpus.csv_dump import parse_date, read_dump
from cableml.corpus.csv_rows import read_rows
from cableml.corpus.record import MAX_CHARS, Record
from cableml.errors import CorpusError


def backslashed(*values: str) -> str:
    return ",".join('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values) + "\n"


def doubled(*values: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(values)
    return stream.getvalue()


def row(
    number: int, body: str = "UNCLAS TOKYO 1\nTAGS: PREL", created: str = "2/8/2006 08:46"
) -> tuple[str, ...]:
    cable_id = f"06TOKYO{number}"
    return (str(number), created, cable_id, "Embassy Tokyo", "UNCLASSIFIED", "", "FM AMEMBASSY TOKYO", body)


def read(text: str, size: int = 50) -> list[Record | CorpusError]:
    return list(read_dump((text[start : start + size] for start in range(0, len(text), size)), "d.csv"))


def texts(entries: Iterable[Record | CorpusError]) -> list[str]:
    return [entry.text if isinstance(entry, Record) else str(entry) for entry in entries]


BODY = 'said "no" and ""\nC:\\path \\\n"5","6" were, "quoted"'


def test_a_row_becomes_a_record_with_what_its_columns_say() -> None:
    columns = list(row(709))
    columns[5] = "06TOKYO433|06SEOUL1"
    assert read(backslashed(*columns)) == [
        Record(
            "d.csv",
            "FM AMEMBASSY TOKYO\nUNCLAS TOKYO 1\nTAGS: PREL",
            KnownFields(
                id="06TOKYO709",
                date="2006-02-08T08:46:00Z",
                origin="Embassy Tokyo",
                classification="UNCLASSIFIED",
                references=("06TOKYO433", "06SEOUL1"),
            ),
            line=1,
        )
    ]


@pytest.mark.parametrize("write", [backslashed, doubled])
@pytest.mark.parametrize("size", [13, 1 << 20])
def test_quotes_may_be_escaped_by_a_backslash_or_doubled(write, size: int) -> None:  # type: ignore[no-untyped-def]
    text = "".join(write(*row(number, BODY)) for number in range(1, 4))
    assert texts(read(text, size)) == [f"FM AMEMBASSY TOKYO\n{BODY}"] * 3


def test_values_without_quotes_are_read() -> None:
    text = '1,2/8/2006 08:46,06TOKYO1,Embassy Tokyo,SECRET,,FM X,"UNCLAS\nTAGS: PREL"\n' * 2
    assert texts(read(text)) == ["FM X\nUNCLAS\nTAGS: PREL"] * 2


def test_a_row_with_a_wrong_number_of_columns_is_named_and_the_others_are_kept() -> None:
    text = backslashed(*row(1)) + backslashed(*row(2)[:7]) + backslashed("3") + backslashed(*row(4))
    assert texts(read(text)) == [
        "FM AMEMBASSY TOKYO\nUNCLAS TOKYO 1\nTAGS: PREL",
        "d.csv:3: row has 7 columns, expected 8 (row, created, id, origin, classification, references, "
        "header, body). Check that quotes inside the body are escaped with a backslash or doubled.",
        "d.csv:4: row has 1 column, expected 8 (row, created, id, origin, classification, references, "
        "header, body). Check that quotes inside the body are escaped with a backslash or doubled.",
        "FM AMEMBASSY TOKYO\nUNCLAS TOKYO 1\nTAGS: PREL",
    ]


def test_an_unreadable_date_is_named() -> None:
    text = backslashed(*row(1)) + backslashed(*row(2, created="soon"))
    assert texts(read(text))[1] == (
        "d.csv:3: date 'soon' cannot be read. Write it as month/day/year hour:minute."
    )


def test_a_quote_left_open_costs_one_row_only() -> None:
    broken = backslashed(*row(2)).replace('PREL"', "PREL")
    entries = read(backslashed(*row(1)) + broken + backslashed(*row(3)) + backslashed(*row(4)))
    assert [entry.known.id for entry in entries if isinstance(entry, Record) and entry.known] == [
        "06TOKYO1",
        "06TOKYO2",
        "06TOKYO3",
        "06TOKYO4",
    ]


def test_a_row_longer_than_any_cable_is_dropped_alone() -> None:
    text = backslashed(*row(1)) + backslashed(*row(2, "x" * (MAX_CHARS + 500_000))) + backslashed(*row(3))
    entries = read(text, 1 << 18)
    assert texts(entries)[1:] == [
        "d.csv:3: more than 4,000,000 characters hold no start of a row. "
        "Check the quotes around and inside its columns.",
        "FM AMEMBASSY TOKYO\nUNCLAS TOKYO 1\nTAGS: PREL",
    ]


def test_columns_named_in_the_first_row_may_stand_in_any_order() -> None:
    text = 'Body,Reference ID,Date,Tags\n"UNCLAS\nX",06TOKYO1,2006-02-08 08:46,"PREL, JA"\nshort\n'
    known = KnownFields(id="06TOKYO1", date="2006-02-08T08:46:00Z", tags=("PREL", "JA"))
    first, second = read(text)
    assert first == Record("d.csv", "UNCLAS\nX", known, line=2)
    assert str(second) == (
        "d.csv:4: row has 1 column, fewer than the row of names. Check its quotes and commas."
    )


def test_a_table_of_something_else_gives_one_sentence() -> None:
    with pytest.raises(CorpusError) as caught:
        read("name,age\nA,3\nB,4\nC,5\nD,6\nE,7\nF,8\n")
    assert str(caught.value) == (
        "d.csv:1: none of the first 5 rows is a cable (first: row has 2 columns, expected 8 (row, created, "
        "id, origin, classification, references, header, body). Check that quotes inside the body are "
        "escaped with a backslash or doubled). A dump has the columns row, created, id, origin, "
        "classification, references, header, body, or a first row that names its columns, body among them."
    )


def test_a_row_without_text_is_named() -> None:
    columns = (*row(1)[:6], "", " ")
    assert texts(read(backslashed(*columns))) == [
        "d.csv:1: row has no text. Put the cable's text into its last column."
    ]


def test_dates_of_dumps_become_iso_times() -> None:
    assert parse_date("12/28/1966 18:06") == "1966-12-28T18:06:00Z"
    assert parse_date("2/8/2006 8:46") == "2006-02-08T08:46:00Z"
    assert parse_date("2006-02-08T08:46:00Z") == "2006-02-08T08:46:00Z"
    assert parse_date("31/31/2006 8:46") is None


def test_a_dump_of_column_names_alone_is_a_problem() -> None:
    with pytest.raises(CorpusError) as caught:
        list(read_dump(["id,date,body\n"], "names.csv"))
    assert str(caught.value) == "names.csv: the dump has no row of a cable. Give one that has some."


@pytest.mark.parametrize(
    "value",
    [
        'say \\"no\\"',
        '\\"',
        '\\",\\"',
        "a \\\\ b",
        '""',
        'a\\"',
        '\\\\","',
        "a\\nb",
        "a,b",
        "a\nb\r\nc",
        "caf\u00e9",
        "",
    ],
)
def test_rows_split_in_few_steps_are_those_of_the_csv_module(value: str) -> None:
    text = f'"1","{value}","x\\"y","{value}"\n'
    rows = list(read_rows([text, '"2","a","b","c"\n']))
    plain = list(csv.reader(io.StringIO(text, newline=""), escapechar="\\", doublequote=True))
    assert [row.values for row in rows] == [*map(tuple, plain), ("2", "a", "b", "c")]


def test_bytes_are_cut_into_the_same_rows_as_text() -> None:
    text = '"1","caf\u00e9 \\"a\\"","b"\n"2","\u0430\u0431\u0432","line\nline"\n"3","c","d"'
    for size in (1, 7, 1000):
        content = text.encode()
        pieces = [content[start : start + size] for start in range(0, len(content), size)]
        assert list(read_rows(pieces)) == list(read_rows([text]))
    damaged = text.encode("cp1252", "replace")
    assert [row.values[1] for row in read_rows([damaged])] == ['caf\u00e9 "a"', "???", "c"]
