"""The demo corpus: made-up cables in all layouts and with all the dirt that the parser knows.

No text of it comes from a real cable; posts, countries and TAGS codes are facts. Scores on it say
nothing about real cables.
"""

from __future__ import annotations

from cableml.corpus.demo.generate import DemoCable, build_demo_cable, demo_records, generate_demo
from cableml.corpus.demo.write import write_demo, write_demo_labels

__all__ = [
    "DemoCable",
    "build_demo_cable",
    "demo_records",
    "generate_demo",
    "write_demo",
    "write_demo_labels",
]
