"""Pieces: the words of some cables, found once, with the part of the cable that each stands in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cableml.cable.blind import BlindCable
from cableml.features.counting import IntVector
from cableml.features.field_text import read_headings
from cableml.features.tokens import Terms, encode_with_case, find_joined_words, join_texts

N_ZONES = 3
SUBJECT, HEADING, PARAGRAPH = range(N_ZONES)


class Pieces(NamedTuple):
    """Subject, headings and paragraphs of ``n_cables`` cables, cable after cable, in this order.

    ``texts``; of shape (n_pieces,): ``begin`` and ``end`` int64, where the piece begins and ends in the
    letters of ``words`` (folded, see `cableml.features.tokens.fold_text`); ``cable`` and ``zone`` int64,
    and ``section``, both in one number that never falls (cable * N_ZONES + zone); ``is_lead`` bool, the
    first paragraph of its cable. ``words``: the words of all pieces, their row being the piece.
    """

    n_cables: int
    texts: list[str]
    begin: IntVector
    end: IntVector
    section: IntVector
    cable: IntVector
    zone: IntVector
    is_lead: NDArray[np.bool_]
    words: Terms

    def folded(self, number: int) -> bytes:
        """Return the folded text of a piece."""
        return self.words.letters[self.begin[number] : self.end[number]]

    def with_case(self, number: int) -> bytes:
        """Return the text of a piece with its capitals, each where its small letter is in `folded`."""
        folded, cased = self.folded(number), encode_with_case(self.texts[number])
        # A dotted capital I makes the small text longer: no offset holds there, so any case will do.
        return cased if len(cased) == len(folded) else folded.upper()

    def words_of_paragraphs(self, cables: Sequence[BlindCable]) -> Terms:
        """Return the words of each paragraph, behind those of its heading, their row being the paragraph.

        Parameters: ``cables`` are those of the pieces.
        """
        first = np.searchsorted(self.words.row, np.arange(len(self.texts) + 1))
        paragraphs = np.flatnonzero(self.zone == PARAGRAPH)
        headings = np.array(_find_headings(cables), dtype=np.int64)
        # Two stretches of words a paragraph: the heading's, which may be missing, and its own.
        piece = np.column_stack([headings, paragraphs]).reshape(-1)
        sizes = np.where(piece < 0, 0, np.diff(first)[piece]) if len(piece) else np.empty(0, dtype=np.int64)
        ends = np.cumsum(sizes)
        n_words = int(ends[-1]) if len(ends) else 0
        at = np.arange(n_words) + np.repeat(first[piece] - (ends - sizes), sizes)
        row = np.repeat(np.arange(len(paragraphs)), sizes.reshape(-1, 2).sum(axis=1))
        words = self.words
        return Terms(row, words.hash[at], words.start[at], words.end[at], words.letters)

    def join_text(self) -> Terms:
        """Return the words of the field ``text`` (subject and body), their row being the cable."""
        return self.words._replace(row=self.cable[self.words.row])


def _find_headings(cables: Sequence[BlindCable]) -> list[int]:
    """Return the number of the piece that is the heading of each paragraph, or -1."""
    numbers: list[int] = []
    n_pieces = 0
    for cable in cables:
        last, heading = None, n_pieces  # the subject's; headings stand behind it
        for paragraph in cable.paragraphs:
            if paragraph.heading and paragraph.heading != last:
                last = paragraph.heading
                heading += 1
            numbers.append(heading if paragraph.heading else -1)
        n_pieces = heading + 1 + len(cable.paragraphs)
    return numbers


def read_pieces(cables: Sequence[BlindCable]) -> Pieces:
    """Return the pieces of the cables; neighbouring paragraphs that share a heading give it once."""
    texts: list[str] = []
    sizes: list[int] = []
    for cable in cables:
        headings = read_headings(cable)
        texts.append(cable.subject)
        texts += headings
        texts += [paragraph.text for paragraph in cable.paragraphs]
        sizes += (1, len(headings), len(cable.paragraphs))
    letters, end = join_texts(texts)
    begin = np.concatenate([np.zeros(1, dtype=np.int64), end])[: len(end)] + 1
    section = np.repeat(np.arange(len(sizes)), np.array(sizes, dtype=np.int64))
    cable_number, zone = np.divmod(section, N_ZONES)
    is_lead = zone == PARAGRAPH
    is_lead[1:] &= section[1:] != section[:-1]
    words = find_joined_words(letters, end)
    return Pieces(len(cables), texts, begin, end, section, cable_number, zone, is_lead, words)
