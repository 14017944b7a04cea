"""What a blind cable holds, and that it holds nothing else."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from cableml import BlindCable, blind, parse_cable
from cableml.cable.cable import Addressee, Cable, ClassifiedBy, Paragraph, Reference
from cableml.cable.level import Level
from cableml.cable.tag import Tag

CABLE = Cable(
    source="secret.txt",
    id="06TOKYO1",
    date="2006-02-08T08:46:00Z",
    origin="EMBASSY TOKYO",
    classification=Level.SECRET,
    caveats=("NOFORN",),
    captions=("NODIS",),
    precedence="ROUTINE",
    to=(Addressee("SECSTATE WASHDC", "RUEHC"),),
    executive_order="12958",
    tags=(Tag("PREL"),),
    subject="(S) A VISIT",
    references=(Reference("TOKYO 1 (C)", id="06TOKYO2"), Reference("an email")),
    classified_by=ClassifiedBy("Classified By: Doe. Reasons: 1.4 (b).", ("Doe",), reasons=("1.4(b)",)),
    signer="DOE",
    paragraphs=(
        Paragraph("(S//NF) They met in May.", 1, "S", "(C) Talks"),
        Paragraph("Classified by DCM Doe, reasons 1.4 (b).", 2),
    ),
    summary="(C) They met.",
    pass_to=("SIPDIS", "NSC FOR DOE"),
)


def test_a_blind_cable_keeps_content_and_drops_every_mark() -> None:
    cable = blind(CABLE)
    assert cable.subject == "A VISIT"
    assert cable.summary == "They met."
    assert [(paragraph.heading, paragraph.text) for paragraph in cable.paragraphs] == [
        ("Talks", "They met in May.")
    ]
    assert cable.pass_to == ("NSC FOR DOE",)
    assert (cable.year, cable.month, cable.origin, cable.signer) == (2006, 2, "EMBASSY TOKYO", "DOE")
    assert (cable.to, cable.references) == (("SECSTATE WASHDC",), ("06TOKYO2",))


def test_no_field_of_a_blind_cable_can_hold_a_label() -> None:
    assert {field.name for field in fields(BlindCable)} == {
        *("subject", "summary", "paragraphs", "origin", "year", "month", "precedence", "to", "info"),
        *("references", "pass_to", "signer", "sections"),
    }
    text = repr(blind(CABLE)).lower()
    for mark in ("secret", "noforn", "nodis", "prel", "1.4", "12958", "tokyo1", "(c)", "(s)", "(s/"):
        assert mark not in text.replace("06tokyo2", ""), mark


def test_a_cable_without_a_date_has_no_year() -> None:
    cable = blind(Cable(paragraphs=(Paragraph("They met."),)))
    assert (cable.year, cable.month) == (None, None)


def test_an_addressee_that_states_a_level_is_no_post() -> None:
    lines = (
        *("AMEMBASSY ST PETERSBURG", "NATIONAL SECURITY COUNCIL", "classification: SECRET"),
        "2010-02-04 17:31:00 10BERN48 Embassy Bern CONFIDENTIAL INFO LOG-00",
        "Cable dated:2009-12-24T08:27:00C O N F I D E N T I A L SECTION 01 OF 04 KAMPALA 001413SIPDIS",
    )
    addressees = tuple(Addressee(line) for line in lines)
    cable = blind(Cable(to=addressees, info=addressees))
    assert cable.to == cable.info == ("AMEMBASSY ST PETERSBURG", "NATIONAL SECURITY COUNCIL")


@pytest.mark.corpus
def test_swapping_all_marks_of_500_real_cables_leaves_cables_and_scores_equal_to_the_last_bit(
    shared_folder: Path,
) -> None:
    import numpy as np

    from cableml.corpus.reading import read_records
    from cableml.evaluation.leaks.swapping import swap_marks
    from cableml.features.spec import BlockSpec
    from cableml.models.settings import FitSettings
    from cableml.models.training import fit_model

    plain, swapped, levels = [], [], []
    for number, record in enumerate(read_records(shared_folder / "corpora" / "cablegate" / "cables.csv.gz")):
        if number % 10 != 3 or len(plain) == 500:
            continue
        text = swap_marks(record.text, number)
        cable = parse_cable(record.text, record.source, record.known)
        if text == record.text or cable.classification is None:
            continue
        plain.append(blind(cable))
        swapped.append(blind(parse_cable(text, record.source, record.known)))
        levels.append(cable.classification.label)
    assert len(plain) >= 480
    assert [n for n, (left, right) in enumerate(zip(plain, swapped, strict=True)) if left != right] == []
    settings = FitSettings(
        task="classification", blocks=(BlockSpec("text", "words"),), estimator="ridge", folds=0
    )
    model = fit_model(plain, levels, settings)
    assert np.array_equal(model.probabilities(plain), model.probabilities(swapped))
