"""A text of several cables is cut at their own headers only."""

from __future__ import annotations

from cableml.parsing.cables_in_text import split_cables


def _cable(post: str, serial: int, *, section: str = "", vzcz: str = "VZCZCXRO9451") -> str:
    return (
        f"{vzcz}\nOO RUEHFK\nDE RUEHKO #{serial:04d}{section} 0390846\nZNY CCCCC ZZH\n"
        f"O 080846Z FEB 06\nFM AMEMBASSY {post}\n"
        f"TO RUEHC/SECSTATE WASHDC\nUNCLAS {post} {serial:06d}\n\nE.O. 12958: N/A\nTAGS: PREL\n"
        f"SUBJECT: X\n\n1. (U) Text.\nSMITH\n"
    )


def test_cables_behind_each_other_are_parted_at_their_headers() -> None:
    cables = [_cable("TOKYO", 709), _cable("ROME", 12), _cable("ROME", 13)]
    assert split_cables("".join(cables)) == cables


def test_parts_joined_give_the_text_again() -> None:
    text = "\n\n" + "\r\n".join([_cable("TOKYO", 709), _cable("ROME", 12)]) + "\n"
    assert "".join(split_cables(text)) == text
    assert len(split_cables(text)) == 2


def test_one_cable_comes_back_whole() -> None:
    text = _cable("TOKYO", 709)
    assert split_cables(text) == [text]


def test_a_doubled_header_of_the_same_number_begins_no_new_cable() -> None:
    text = _cable("TOKYO", 709) * 2
    assert split_cables(text) == [text]


def test_a_later_section_begins_no_new_cable() -> None:
    second = _cable("TOKYO", 709, section="/02").replace("UNCLAS TOKYO", "UNCLAS SECTION 02 OF 02 TOKYO")
    text = _cable("TOKYO", 709, section="/01") + second
    assert split_cables(text) == [text]


def test_the_labels_of_a_page_belong_to_the_header_below_them() -> None:
    page = "Identifier\nCreated\nClassification\nOrigin\n06{}\n2006-02-08 08:46:00\nUNCLASSIFIED\nEmbassy\n"
    first = page.format("TOKYO709") + _cable("TOKYO", 709)
    second = page.format("ROME12") + _cable("ROME", 12)
    assert split_cables(first + second) == [first, second]


def test_telegrams_of_the_1970s_are_parted_at_their_message_text() -> None:
    one = (
        "Message Text\n\nR 121630Z APR 75\nFM AMEMBASSY LIMA\nTO STATE\n\nUNCLAS LIMA 1\n\nTEXT.\n"
        "\nMessage Attributes\n\nFrom: LIMA\n"
    )
    two = "Declassified/Released US Department of State\n\n" + one.replace("LIMA 1", "LIMA 2")
    parts = split_cables(one + two)
    assert "".join(parts) == one + two
    assert len(parts) == 2
    assert parts[1].strip() == two.strip()
