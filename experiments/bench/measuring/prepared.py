"""The cables of a dump, parsed, blinded and split once, so that every side works on the same texts.

``texts.jsonl`` has a line a cable in the order of the dump: side (train, test, none), tags, text;
``blind.jsonl`` the blind cables; ``facts.json`` counts and the settings that all sides share.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from cableml.cable.blind import BlindCable


class Prepared(NamedTuple):
    """One cable as the other tools get it; ``tags`` None: it does not say."""

    side: str
    tags: tuple[str, ...] | None
    text: str


def prepare(dump: Path, config_file: Path, folder: Path, overrides: Sequence[str] = ()) -> dict[str, Any]:
    """Return facts about the dump after writing its cables into ``folder``, split as the config says.

    Parameters: ``overrides`` are settings as ``cableml train --set`` takes them.
    """
    from cableml.config.load import load_config
    from cableml.features.field_text import read_text
    from cableml.workflows.gather import gather_corpus
    from cableml.workflows.listener import SilentListener
    from cableml.workflows.split import split_corpus

    config = load_config(str(config_file), overrides)
    corpus = gather_corpus((str(dump),), None, SilentListener())
    split = split_corpus(corpus, config)
    sides = {id(cable): "train" for cable in split.train} | {id(cable): "test" for cable in split.test}
    folder.mkdir(parents=True, exist_ok=True)
    characters = 0
    with (
        (folder / "texts.jsonl").open("w", encoding="utf-8") as texts,
        (folder / "blind.jsonl").open("w", encoding="utf-8") as blinds,
    ):
        for cable in corpus.cables:
            text = read_text(cable.cable, "text")
            characters += len(text)
            tags = None if cable.tags is None else [str(tag) for tag in cable.tags]
            json.dump({"side": sides.get(id(cable), "none"), "tags": tags, "text": text}, texts)
            json.dump(asdict(cable.cable), blinds)
            texts.write("\n")
            blinds.write("\n")
    facts = {
        "n_cables": len(corpus.cables),
        "n_train": len(split.train),
        "n_test": sum(cable.tags is not None for cable in split.test),
        "min_cables": config.labels_min_cables,
        "prepared_characters_per_cable": round(characters / len(corpus.cables)),
    }
    (folder / "facts.json").write_text(json.dumps(facts), "utf-8")
    return facts


def read_facts(folder: Path) -> dict[str, Any]:
    """Return what `prepare` wrote about the dump."""
    facts: dict[str, Any] = json.loads((folder / "facts.json").read_text("utf-8"))
    return facts


def read_prepared(folder: Path) -> list[Prepared]:
    """Return the cables in the order of the dump."""
    return [
        Prepared(line["side"], None if line["tags"] is None else tuple(line["tags"]), line["text"])
        for line in _read_lines(folder / "texts.jsonl")
    ]


def read_training(folder: Path, which: str) -> list[Prepared]:
    """Return the cables to learn from: those of side ``train``, or all of the ``whole`` dump with tags."""
    cables = read_prepared(folder)
    if which == "whole":
        return [cable for cable in cables if cable.tags is not None]
    return [cable for cable in cables if cable.side == which]


def read_blind(folder: Path) -> list[BlindCable]:
    """Return the blind cables in the order of the dump."""
    from cableml.cable.blind import BlindCable, BlindParagraph

    cables = []
    for line in _read_lines(folder / "blind.jsonl"):
        paragraphs = tuple(BlindParagraph(**paragraph) for paragraph in line.pop("paragraphs"))
        lists = {name: tuple(value) for name, value in line.items() if isinstance(value, list)}
        cables.append(BlindCable(**{**line, **lists, "paragraphs": paragraphs}))
    return cables


def pick_labels(tag_sets: Sequence[Sequence[str]], min_cables: int) -> list[str]:
    """Return the tags that at least ``min_cables`` of the training cables carry, in order."""
    counts: dict[str, int] = {}
    for tags in tag_sets:
        for tag in set(tags):
            counts[tag] = counts.get(tag, 0) + 1
    return sorted(tag for tag, count in counts.items() if count >= min_cables)


def _read_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
