"""Side labels: portion marks and NOFORN as labels for training."""

from __future__ import annotations

from cableml.cable.blind import blind, blind_and_locate, find_places
from cableml.cable.cable import Cable, Paragraph
from cableml.cable.level import Level
from cableml.cable.side_labels import SideLabels, read_side_labels


def test_levels_of_marked_paragraphs_stand_in_order_and_others_are_left_out() -> None:
    cable = Cable(
        classification=Level.SECRET,
        paragraphs=(
            Paragraph("A.", marking="S/NF"),
            Paragraph("B."),
            Paragraph("C.", marking="SBU"),
            Paragraph("D.", marking="SECRET//REL CHINA"),
            Paragraph("E.", marking="X"),
        ),
    )
    assert read_side_labels(cable).paragraph_levels == (Level.SECRET, Level.FOUO, Level.SECRET)


def test_noforn_is_read_from_the_caveats() -> None:
    assert read_side_labels(Cable(classification=Level.SECRET, caveats=("NOFORN",))).is_noforn is True
    assert read_side_labels(Cable(classification=Level.SECRET)).is_noforn is False


def test_without_a_level_noforn_is_not_known() -> None:
    assert read_side_labels(Cable()) == SideLabels((), None)


def test_marks_stand_by_the_blind_paragraphs_that_bear_them() -> None:
    cable = Cable(
        classification=Level.CONFIDENTIAL,
        paragraphs=(
            Paragraph("The minister agreed.", marking="C"),
            Paragraph("Classified By: Ambassador John Doe. Reason: 1.4 (b) and (d)."),
            Paragraph("The weather was fine."),
            Paragraph("The fair opens in May.", marking="U"),
        ),
    )
    blinded = blind(cable)
    assert len(blinded.paragraphs) == 3
    assert find_places(cable, blinded) == (0, 2, 3)
    assert blind_and_locate(cable) == (blinded, (0, 2, 3))
    assert read_side_labels(cable, (0, 2, 3)).marks == (Level.CONFIDENTIAL, None, Level.UNCLASSIFIED)
    assert read_side_labels(cable).marks == ()
