"""What planted marks left in blinded texts, and whether a model can tell the planted label from it.

Labels are drawn at random, so a cable's own content cannot tell them: a model that reads only the words in
which the planted cable differs from the plain one is right by chance alone, unless a mark came through.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields

from cableml.cable.blind import BlindCable

Z = 4.0
"""Standard errors above chance at which a gain counts: twenty-four roads are tried at once."""


@dataclass(frozen=True, slots=True)
class RoadScore:
    """How well the planted label is told from what was left: ``accuracy`` against ``chance``.

    ``n_differing`` cables came out unlike the plain one; ``witness`` is the place of a cable whose residue
    told its label, with the telling word; both None where nothing was learned.
    """

    road: str
    n_cables: int
    n_planted: int
    n_differing: int
    accuracy: float
    chance: float
    witness: int | None
    word: str | None

    @property
    def leaks(self) -> bool:
        """Whether the gain over chance is too large for luck."""
        spread = math.sqrt(self.chance * (1 - self.chance) / max(self.n_cables, 1))
        return self.accuracy > self.chance + Z * spread


def find_residue(plain: BlindCable, planted: BlindCable) -> frozenset[str]:
    """Return the words gained (``+word``) and lost (``-word``) by planting, changed header fields too."""
    if plain == planted:
        return frozenset()
    before, after = _count_words(plain), _count_words(planted)
    return frozenset([*(f"+{word}" for word in after - before), *(f"-{word}" for word in before - after)])


def _count_words(cable: BlindCable) -> Counter[str]:
    words: Counter[str] = Counter()
    for field in fields(BlindCable):
        value = getattr(cable, field.name)
        if field.name == "paragraphs":
            for paragraph in value:
                words.update(paragraph.text.split())
                words.update((paragraph.heading or "").split())
            words[f"{len(value)} paragraphs"] += 1
        elif field.name in ("subject", "summary"):
            words.update(value.split())
        elif isinstance(value, tuple):
            words.update(f"{field.name} {part}" for part in value)
        else:
            words[f"{field.name} {value}"] += 1
    return words


def score_residues(
    road: str, residues: Sequence[frozenset[str]], labels: Sequence[str], n_planted: int, names: Sequence[str]
) -> RoadScore:
    """Return how well a label is told from its residue, each half of the cables judged by the other half.

    The model is naive Bayes over the words of the residue, all labels alike beforehand. A residue
    without a known word is a guess worth ``1 / len(names)``.
    """
    chance = 1.0 / len(names)
    right = 0.0
    witness: int | None = None
    telling: str | None = None
    for half in (0, 1):
        seen: dict[str, Counter[str]] = {}
        totals = Counter(labels[1 - half :: 2])
        for place in range(1 - half, len(residues), 2):
            for word in residues[place]:
                seen.setdefault(word, Counter())[labels[place]] += 1
        for place in range(half, len(residues), 2):
            votes = _vote([seen[word] for word in residues[place] if word in seen], totals, names)
            best = max(votes.values())
            winners = [name for name in names if votes[name] >= best - 1e-9]
            right += (labels[place] in winners) / len(winners)
            if witness is None and winners == [labels[place]]:
                known = [word for word in residues[place] if word in seen]
                witness, telling = place, max(known, key=lambda word: (_purity(seen[word]), word))
    n_cables = len(residues)
    return RoadScore(
        road=road,
        n_cables=n_cables,
        n_planted=n_planted,
        n_differing=sum(map(bool, residues)),
        accuracy=right / n_cables if n_cables else chance,
        chance=chance,
        witness=witness,
        word=telling,
    )


def _vote(counts: Sequence[Counter[str]], totals: Counter[str], names: Sequence[str]) -> dict[str, float]:
    """Return the log-likelihood of the words under each label; words that all labels have cancel out."""
    return {
        name: sum(math.log((count[name] + 0.5) / (totals[name] + 1.0)) for count in counts) for name in names
    }


def _purity(count: Counter[str]) -> float:
    return (max(count.values()) + 0.5) / (sum(count.values()) + 2.0)
