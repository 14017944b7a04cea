"""Train the models that cableml brings along, check them, and put them into the package.

    python experiments/pretrained/build.py CORPUS             build both into cableml/pretrained
    python experiments/pretrained/build.py CORPUS --check     train again and compare byte for byte
    python experiments/pretrained/build.py CORPUS --measure   cross-validate both, for the model cards

CORPUS is the dump of published cables, which is no part of the project.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT), str(HERE)]

from card import FIGURES, UNMEASURED, pick_figures, render_card  # noqa: E402, F401

from cableml.config.load import load_config  # noqa: E402
from cableml.config.schema import Config  # noqa: E402
from cableml.models.cable_model import CableModel  # noqa: E402
from cableml.models.model_folder import load_model  # noqa: E402
from cableml.tracking.tracker import NullTracker  # noqa: E402
from cableml.workflows.cross_validate import cross_validate  # noqa: E402
from cableml.workflows.listener import SilentListener  # noqa: E402
from cableml.workflows.train import TrainRequest, train  # noqa: E402

TASKS = ("tags", "classification")
SHIPPED = ROOT / "cableml" / "pretrained"
MOST_BYTES = 12 * 2**20
FEWEST_CABLES = 5
CARD = "README.md"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", help="the dump of published cables")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="compare with what is shipped, replace nothing")
    what.add_argument("--measure", action="store_true", help="cross-validate, for the figures of the cards")
    parser.add_argument("--into", type=Path, default=SHIPPED, help="another place than cableml/pretrained")
    arguments = parser.parse_args()
    if arguments.measure:
        return measure(arguments.corpus)
    place: Path = arguments.into
    place.mkdir(parents=True, exist_ok=True)
    # Beside the models, so that moving them into their place is one step of the file system.
    with tempfile.TemporaryDirectory(prefix=".building-", dir=place) as folder:
        for task in TASKS:
            build(task, arguments.corpus, Path(folder, task))
        problems = find_problems(Path(folder))
        if arguments.check:
            problems += compare(Path(folder), place)
        for problem in problems:
            print(problem, file=sys.stderr)
        if problems:
            return 1
        if arguments.check:
            print(f"{place}: both models are reproduced byte for byte.")
            return 0
        for task in TASKS:
            replace(Path(folder, task), place / task)
    print(f"Both models are in {place}.")
    return 0


def load(task: str) -> Config:
    """Return the config of a shipped model."""
    return load_config(ROOT / "configs" / "cablegate" / f"{task}.yaml")


def digest(config: Config) -> str:
    """Return a hash of all that decides what a config's figures are."""
    plain = config.to_plain()
    for key in ("corpus", "jobs", "tracking", "search"):
        plain.pop(key, None)
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]


def build(task: str, corpus: str, folder: Path) -> None:
    """Train one model into a folder, its card included."""
    config = load(task)
    print(f"training {task} ...", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="cableml-") as place:
        outcome = train(
            TrainRequest(config, corpus=(corpus,), output=Path(place, task)), NullTracker(), SilentListener()
        )
        shutil.copytree(outcome.folder, folder)
    model = load_model(folder)
    figures = json.loads(FIGURES.read_text(encoding="utf-8")).get(task, {}) if FIGURES.exists() else {}
    if figures.get("config") != digest(config):
        print(
            f"{task}: there are no figures for this config; its card will say so. See --measure.",
            file=sys.stderr,
        )
        figures = {}
    (folder / CARD).write_text(render_card(model, figures), encoding="utf-8")


def measure(corpus: str) -> int:
    """Cross-validate both configs and keep the figures for the cards."""
    found: dict[str, Any] = {}
    for task in TASKS:
        config = load(task)
        print(f"cross-validating {task} ...", file=sys.stderr, flush=True)
        request = TrainRequest(config, corpus=(corpus,))
        done = cross_validate(request, 5, config.jobs, NullTracker(), SilentListener())
        found[task] = {"config": digest(config), **pick_figures(done.report, task)}
    FIGURES.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"The figures are in {FIGURES}; build again to have them in the cards.")
    return 0


def find_problems(folder: Path) -> list[str]:
    """Return what keeps the models of a folder from being shipped: size, and rare terms."""
    sizes = {task: sum(file.stat().st_size for file in Path(folder, task).iterdir()) for task in TASKS}
    for task, size in sizes.items():
        print(f"{task:<16} {size:>12,} bytes  {size / 2**20:6.2f} MiB", file=sys.stderr)
    total = sum(sizes.values())
    print(f"{'together':<16} {total:>12,} bytes  {total / 2**20:6.2f} MiB", file=sys.stderr)
    problems = []
    if total >= MOST_BYTES:
        problems.append(
            f"the models take {total:,} bytes together, more than {MOST_BYTES:,}. "
            "Lower model.keep_weights or raise min_cables in configs/cablegate."
        )
    for task in TASKS:
        problems += find_rare_terms(load_model(folder / task))
    return problems


def find_rare_terms(model: CableModel) -> list[str]:
    """Return a sentence for each block with a term of fewer than `FEWEST_CABLES` training cables."""
    n_cables = model.summary["n_cables"]
    problems = []
    for spec, block in zip(model.features.active_specs(), model.features.blocks_, strict=True):
        # idf = ln((1 + cables) / (1 + cables with the term)) + 1
        rarest = (1 + n_cables) / math.exp(float(np.max(block.idf_, initial=1.0)) - 1.0) - 1
        if round(rarest) < FEWEST_CABLES or spec.min_cables < FEWEST_CABLES:
            problems.append(
                f"{model.name}: block {spec.prefix} has terms of {round(rarest)} cables, fewer than "
                f"{FEWEST_CABLES}. Raise its min_cables in configs/cablegate."
            )
    return problems


def compare(built: Path, shipped: Path) -> list[str]:
    """Return a sentence for each file that differs between what was built and what is shipped."""
    problems = []
    for task in TASKS:
        ours, theirs = (
            {file.name: file for file in Path(place, task).glob("*")} for place in (built, shipped)
        )
        for name in sorted(ours.keys() | theirs.keys()):
            if name not in ours or name not in theirs:
                problems.append(f"{task}/{name}: only {'built' if name in ours else 'shipped'}.")
            elif ours[name].read_bytes() != theirs[name].read_bytes():
                problems.append(f"{task}/{name}: differs from what training gives.")
    return problems


def replace(built: Path, place: Path) -> None:
    """Put a built model in the place of an earlier one; it is there whole, or the earlier one still is."""
    old = built.with_name(f"{built.name}.old")
    if place.exists():
        place.rename(old)
    try:
        built.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise


if __name__ == "__main__":
    sys.exit(main())
