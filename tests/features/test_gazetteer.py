"""Names of tags in a cable's own words: which count, where, how often, and what hides what."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from cableml.cable.blind import BlindCable, BlindParagraph
from cableml.cable.tag import is_known, is_region, tag_kind
from cableml.features.batch import Batch
from cableml.features.field_text import read_text
from cableml.features.gazetteer import Mentions, find_mentions, gazetteer_codes, gazetteer_kinds, mentions
from cableml.features.names import load_names, read_names
from cableml.features.tokens import find_words


def make_cable(*paragraphs: str, subject: str = "", headings: tuple[str | None, ...] = ()) -> BlindCable:
    padded = (*headings, *[None] * (len(paragraphs) - len(headings)))
    return BlindCable(
        subject=subject,
        paragraphs=tuple(
            BlindParagraph(text, heading) for text, heading in zip(paragraphs, padded, strict=True)
        ),
    )


def find_rows(cable: BlindCable) -> dict[str, dict[str, float]]:
    found = mentions([cable])
    columns = [field.name for field in fields(Mentions) if field.name not in ("indptr", "code")]
    return {
        gazetteer_codes()[code]: {column: getattr(found, column)[index].item() for column in columns}
        for index, code in enumerate(found.code)
    }


def find_places(text: str) -> dict[str, int]:
    """Return how often each country or region is named in a cable of one paragraph."""
    kinds = dict(zip(gazetteer_codes(), gazetteer_kinds(), strict=True))
    rows = find_rows(make_cable(text))
    return {code: int(row["in_body"]) for code, row in rows.items() if kinds[code] in ("geo", "region")}


def test_every_tag_is_in_the_vocabulary_under_its_kind() -> None:
    kinds = {"region": "geo"}
    wrong = [
        (code, kind)
        for code, kind in zip(gazetteer_codes(), gazetteer_kinds(), strict=True)
        if not is_known(code) or tag_kind(code) != kinds.get(kind, kind)
        or (tag_kind(code) == "geo" and is_region(code) != (kind == "region"))
    ]  # fmt: skip
    assert wrong == []
    assert list(gazetteer_codes()) == sorted(set(gazetteer_codes()))


def test_the_usual_country_codes_have_names() -> None:
    usual = "AF AR AS AU BM BR CA CE CH CI CO CS CU DA EG EI EN ES FR GG GM IC IN IR IS IT IZ JA JO KN KS KV "
    usual += (
        "LE LY MO MU MW MX NI NL NU PA PE PK PM PO RP RS SA SF SP SR SU SW SY SZ TU UK UP US VE VM VT YM ZI"
    )
    assert set(usual.split()) <= set(gazetteer_codes())


def test_every_name_is_spelled_as_the_word_finder_sees_it() -> None:
    spellings = [spelling for spelling, *_ in read_names()]
    words = find_words(spellings)
    seen: list[list[str]] = [[] for _ in spellings]
    for index, row in enumerate(words.row):
        seen[row] += words.take(np.array([index])).spell_words()
    assert [" ".join(parts) for parts in seen] == spellings


def test_no_name_has_an_empty_line_of_tags_but_those_that_hide() -> None:
    assert {kind for _, _, _, codes, kind in read_names() if not codes} == {""}
    assert all(rule in (0, 1, 2, 3) for _, _, rule, _, _ in read_names())


def test_every_name_alone_speaks_for_its_tags() -> None:
    names = read_names()
    cables = [
        make_cable("xx yy " + (name.upper() if rule else name) + " zz") for name, _, rule, _, _ in names
    ]
    found = mentions(cables)
    for index, (name, _, _, codes, _) in enumerate(names):
        numbers = found.code[found.indptr[index] : found.indptr[index + 1]]
        got = {gazetteer_codes()[number] for number in numbers}
        assert set(codes) <= got or names[index][2] == 3, name


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Georgia and the Georgian army", {"GG": 2}),
        ("they sang in georgia", {}),
        ("Turkey and the Turkish lira", {"TU": 2}),
        ("a turkey dinner", {}),
        ("Jordan and Jordanian aid", {"JO": 2}),
        ("Chad, a hanging chad", {"CD": 1}),
        ("Lake Chad is drying up", {}),
        ("a set of china", {}),
        ("to polish it, as the Polish do", {"PL": 1}),
        ("Guinea", {"GV": 1}),
        ("Guinea-Bissau", {"PU": 1}),
        ("Equatorial Guinea", {"EK": 1}),
        ("Papua New Guinea", {"PP": 1}),
        ("guinea pigs in the Gulf of Guinea", {}),
        ("Niger", {"NG": 1}),
        ("Nigeria", {"NI": 1}),
        ("the Niger Delta", {"NI": 1}),
        ("North Korea and the DPRK", {"KN": 2}),
        ("the North Koreans", {"KN": 1}),
        ("South Korea, the South Korean ROK", {"KS": 3}),
        ("the Democratic People's Republic of Korea", {"KN": 1}),
        ("the Republic of Korea", {"KS": 1}),
        ("Korea", {"KS": 1}),
        ("the Korean Peninsula", {"KN": 1, "KS": 1}),
        ("Congo", {"CF": 1, "CG": 1}),
        ("the Democratic Republic of the Congo", {"CG": 1}),
        ("Congo in Brazzaville", {"CF": 2, "CG": 1}),
        ("told us that American officials and U.S. firms", {}),
        ("the United States", {"US": 1}),
        ("American Samoa", {"AQ": 1}),
        ("New Mexico borders Mexico", {"MX": 1}),
        ("the Dominican Republic, not Dominica", {"DO": 1, "DR": 1}),
        ("the Indian Ocean and American Indians", {"XO": 1}),
        ("Northern Ireland and Ireland", {"EI": 1, "UK": 1}),
        ("Côte d'Ivoire and Cote d’Ivoire", {"IV": 2}),
        ("São Tomé and SÃO PAULO", {"BR": 1, "TP": 1}),
        ("the Kyoto Protocol, the Paris Club and the Treaty of Rome", {}),
        ("the Turks and Caicos Islands", {"TK": 1}),
        ("the Soviet Union, not the former Soviet Union", {"RS": 1, "UR": 1}),
        ("West Berlin in West Germany", {"GM": 1, "GW": 1, "WB": 1}),
        ("US-Central America-Dominican Republic Free Trade Agreement", {}),
    ],
)
def test_ambiguous_names_are_told_apart(text: str, places: dict[str, int]) -> None:
    assert find_places(text) == places


def test_acronyms_that_are_words_must_be_in_capitals() -> None:
    assert "UN" in find_rows(make_cable("The UN and others"))
    assert "UN" not in find_rows(make_cable("C'est un accord"))
    assert "WHO" in find_rows(make_cable("The WHO said so"))
    assert "WHO" not in find_rows(make_cable("Who said so"))
    assert "WHO" not in find_rows(make_cable("THE MINISTER WHO SAID SO"))
    assert "UN" in find_rows(make_cable("THE UN SAID SO"))


def test_a_text_in_capitals_names_the_same_places() -> None:
    text = "Turkey and Georgia discussed Chad, Iran's oil and the Korean Peninsula in Ankara"
    assert find_places(text.upper()) == find_places(text) == {
        "TU": 2, "GG": 1, "CD": 1, "IR": 1, "KN": 1, "KS": 1,
    }  # fmt: skip


def test_the_case_of_other_letters_moves_no_offset() -> None:
    # Quotes and accents take several bytes; a dotted capital I grows when it is made small.
    assert find_places("“Çankaya” — Turkey’s turkey") == {"TU": 1}
    assert find_places("İİİ and Turkey") == {"TU": 1}


def test_places_do_not_hide_topics_nor_organizations() -> None:
    rows = find_rows(make_cable("The Palestinian Authority in Gaza and the Security Council"))
    assert {"GZ", "KPAL", "KWBG", "UNSC"} <= set(rows)


def test_names_do_not_run_from_one_piece_into_the_next() -> None:
    assert "SF" not in find_rows(make_cable("South", "Africa"))
    assert "SF" not in find_rows(make_cable("Africa", subject="South"))
    assert mentions([make_cable("South"), make_cable("Africa")]).code.tolist() == [
        gazetteer_codes().index("XA")
    ]


def test_counts_shares_and_positions_are_exact() -> None:
    cable = make_cable(
        "Tehran said no today.",
        "Nothing happened here at all.",
        "Iran and Iran, then Brazil.",
        subject="Talks with Iran on oil",
        headings=("Iran", "Iran", "Brazil and Iran"),
    )
    rows = find_rows(cable)
    assert rows["IR"] == {
        "in_subject": 1,
        "in_headings": 2,
        "in_body": 3,
        "in_lead": 1,
        "share": pytest.approx(2 / 3),
        "subject_position": pytest.approx(2 / 5),
        "position": 0.0,
        "rank": 0,
    }
    assert rows["BR"] == {
        "in_subject": 0,
        "in_headings": 1,
        "in_body": 1,
        "in_lead": 0,
        "share": pytest.approx(1 / 3),
        "subject_position": 1.0,
        "position": pytest.approx(13 / 14),
        "rank": 1,
    }
    assert rows["EPET"]["subject_position"] == pytest.approx(4 / 5)
    assert rows["EPET"]["in_body"] == 0
    assert rows["EPET"]["rank"] == 0


def test_rank_is_shared_by_equals_and_told_by_kind() -> None:
    rows = find_rows(make_cable("Peru Peru Chile Cuba Europe NATO oil"))
    assert [rows[code]["rank"] for code in ("PE", "CI", "CU", "XG", "NATO", "EPET")] == [0, 1, 1, 0, 0, 0]


def test_arrays_have_the_promised_types_and_order() -> None:
    found = mentions([make_cable("Peru Chile oil"), BlindCable(), make_cable("Cuba", subject="Peru")])
    assert {field.name: str(getattr(found, field.name).dtype) for field in fields(Mentions)} == {
        "indptr": "int64",
        "code": "int64",
        "in_subject": "int32",
        "in_headings": "int32",
        "in_body": "int32",
        "in_lead": "int32",
        "share": "float32",
        "subject_position": "float32",
        "position": "float32",
        "rank": "int32",
    }
    assert found.indptr[[1, 2]].tolist() == [found.indptr[1]] * 2
    assert found.indptr[-1] == len(found.code)
    for begin, end in zip(found.indptr, found.indptr[1:], strict=False):
        assert (np.diff(found.code[begin:end]) > 0).all()


def test_no_cables_and_empty_cables_have_no_pairs() -> None:
    assert mentions([]).indptr.tolist() == [0]
    assert mentions([]).code.tolist() == []
    assert mentions([BlindCable(), make_cable("")]).indptr.tolist() == [0, 0, 0]
    assert mentions([make_cable("nothing named here")]).share.tolist() == []


def test_the_result_is_the_same_twice_and_whatever_stands_around(cables: list[BlindCable]) -> None:
    many = [make_cable(f"Iran {number} Peru", subject="Oil") for number in range(300)] + cables
    first, second = mentions(many), mentions(many)
    single = [mentions([cable]) for cable in many]
    for field in fields(Mentions):
        np.testing.assert_array_equal(getattr(first, field.name), getattr(second, field.name))
        if field.name != "indptr":
            parts = [getattr(one, field.name) for one in single]
            np.testing.assert_array_equal(getattr(first, field.name), np.concatenate(parts))


def test_summary_and_header_fields_are_not_read() -> None:
    cable = BlindCable(summary="Iran", origin="Embassy Lima", to=("AMEMBASSY CAIRO",), signer="CUBA")
    assert find_rows(cable) == {}


def test_words_of_the_pieces_are_those_of_the_text_field(cables: list[BlindCable]) -> None:
    joined, text = Batch(cables).words("text"), find_words([read_text(cable, "text") for cable in cables])
    np.testing.assert_array_equal(joined.row, text.row)
    np.testing.assert_array_equal(joined.hash, text.hash)
    assert joined.spell_words() == text.spell_words()


def test_a_batch_that_has_its_words_gives_the_same_mentions() -> None:
    batch = Batch([make_cable("Iran and Peru"), make_cable("Cuba")])
    batch.words("text")
    found, expected = find_mentions(batch.pieces()), mentions(batch.cables)
    for field in fields(Mentions):
        np.testing.assert_array_equal(getattr(found, field.name), getattr(expected, field.name))


def test_every_beginning_has_a_slot() -> None:
    table = load_names()
    held = np.sort(np.concatenate([level[level >= 0] for level in table.slots]))
    np.testing.assert_array_equal(held, np.arange(len(table.beginnings)))
