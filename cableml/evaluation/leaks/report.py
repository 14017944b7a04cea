"""LeaksReport: everything that the audit tried and found, as JSON and as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cableml.evaluation.leaks.leak import Leak
from cableml.evaluation.leaks.residues import RoadScore


@dataclass(frozen=True, slots=True)
class LeaksReport:
    """The audit of one corpus: its findings, and how much was tried."""

    leaks: tuple[Leak, ...]
    n_cables: int
    n_features: int
    roads: tuple[RoadScore, ...]
    n_swapped: int
    n_blind_differing: int
    n_scores_differing: int

    def to_json(self) -> dict[str, Any]:
        """Return the audit as plain JSON types."""
        return {
            "n_cables": self.n_cables,
            "n_features": self.n_features,
            "findings": [leak.to_json() for leak in self.leaks],
            "planted": [
                {
                    "road": road.road,
                    "n_cables": road.n_cables,
                    "n_planted": road.n_planted,
                    "accuracy": round(road.accuracy, 4),
                    "chance": round(road.chance, 4),
                }
                for road in self.roads
            ],
            "swapped": {
                "n_cables": self.n_swapped,
                "n_blind_differing": self.n_blind_differing,
                "n_scores_differing": self.n_scores_differing,
            },
        }


def render_leaks(report: LeaksReport, title: str, notes: Sequence[str] = ()) -> str:
    """Return the audit for a terminal: what was tried, then one line a finding."""
    lines = [title, "=" * len(title), ""]
    n_planted = [road.n_cables for road in report.roads]
    lines += [
        f"Searched   {report.n_cables:,} blinded cables, {report.n_features:,} features one by one",
        f"Planted    {len(report.roads)} roads, {max(n_planted, default=0)} cables each",
        f"Swapped    {report.n_swapped:,} cables: {report.n_blind_differing} blinded otherwise, "
        f"{report.n_scores_differing} scored otherwise",
        "",
        f"{'Planted mark':<34}{'planted':>9}{'told':>8}{'chance':>8}",
    ]
    lines += [
        f"{road.road:<34}{road.n_planted:>9}{road.accuracy:>8.3f}{road.chance:>8.3f}" for road in report.roads
    ]
    lines.append("")
    lines += [*notes, ""] if notes else []
    if not report.leaks:
        return "\n".join([*lines, "No leak was found."])
    lines.append(f"{len(report.leaks)} findings (road: cable: what it gives away: text)")
    return "\n".join([*lines, *(f"  {leak}" for leak in report.leaks)])
