"""Which commands are held against each other in each stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
CHECKOUT = HERE.parent.parent
OURS = "cableml"
ONE_THREAD = "scikit-learn, one thread"


@dataclass(frozen=True, slots=True)
class Bench:
    """Where things lie: the environments that are measured, the dump, and a folder for what comes between.

    ``python`` has cableml, ``peers_python`` the other tools; ``configs`` are trained with, the first is
    what the other tools are held against. ``missing`` maps a tool that cannot be measured to the reason.
    """

    dump: Path
    work: Path
    python: str
    peers_python: str
    configs: tuple[Path, ...]
    overrides: tuple[str, ...] = ()
    missing: dict[str, str] = field(default_factory=dict)

    @property
    def prepared(self) -> Path:
        """The folder of prepared texts."""
        return self.work / "prepared"

    def model(self, side: str) -> Path:
        """The folder that the side's training writes."""
        return self.work / "models" / side.replace(" ", "-")

    def task(self, name: str, *arguments: object) -> list[str]:
        """A command that runs one task; those of other tools in their environment."""
        python = self.peers_python if name.partition(".")[0] in ("sklearn", "others") else self.python
        return [python, str(HERE / "task.py"), name, str(self.prepared), *map(str, arguments)]

    def cableml(self, *arguments: object) -> list[str]:
        """The ``cableml`` command of the measured environment."""
        return [self.python, "-m", "cableml", *map(str, arguments)]

    def side_of(self, config: Path) -> str:
        """How a training with this config is called; the first is plainly cableml."""
        return OURS if config == self.configs[0] else f"{OURS} {config.stem}"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared in a stage: its name, its command, and what it needs.

    ``tool`` is left out where it is not installed. ``is_task``: the command prints its own seconds as
    JSON, else the whole process counts. ``after`` gets facts out of what a command left behind. ``model``
    names the side whose model must be there before, ``saves`` the one whose model this writes.
    """

    name: str
    command: list[str]
    tool: str | None = None
    is_task: bool = True
    model: str | None = None
    after: str | None = None
    saves: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A question: which sides it holds against each other.

    ``one_core`` ties every process to one processor; with ``warm_up`` a first turn is thrown away. What is
    not ``timed`` is done for its accuracy, once.
    """

    name: str
    sides: Callable[[Bench], list[Side]]
    one_core: bool = False
    warm_up: bool = False
    timed: bool = True


def _parse(bench: Bench) -> list[Side]:
    return [
        Side(OURS, bench.task("ours.parse", bench.dump)),
        Side("white space folded", bench.task("ours.fold", bench.dump)),
        Side("read only", bench.task("ours.read", bench.dump)),
    ]


def _blind(bench: Bench) -> list[Side]:
    return [
        Side(OURS, bench.task("ours.blind", bench.dump)),
        Side("white space folded", bench.task("ours.fold", bench.dump)),
    ]


def _features(ngrams: int) -> Callable[[Bench], list[Side]]:
    def sides(bench: Bench) -> list[Side]:
        return [
            Side(OURS, bench.task("ours.features", ngrams)),
            Side("scikit-learn", bench.task("sklearn.features", ngrams), tool="scikit-learn"),
        ]

    return sides


def _features_f1(bench: Bench) -> list[Side]:
    return [
        Side(OURS, bench.task("ours.features_f1")),
        Side("scikit-learn", bench.task("sklearn.features_f1"), tool="scikit-learn"),
    ]


def _train(bench: Bench) -> list[Side]:
    return _training(bench, whole=False)


def _train_whole(bench: Bench) -> list[Side]:
    return _training(bench, whole=True)


def _training(bench: Bench, *, whole: bool) -> list[Side]:
    """Return the trainings: on the cables that the split leaves, or on the ``whole`` dump."""
    overrides = (*bench.overrides, "split.by=none") if whole else bench.overrides
    more = ("whole",) if whole else ()

    def place(side: str) -> str:
        return f"{side} whole" if whole else side

    ours = [
        Side(
            bench.side_of(config),
            bench.cableml(
                "train",
                config,
                "--corpus",
                bench.dump,
                "--no-tracking",
                "--output",
                bench.model(place(bench.side_of(config))),
                *(word for override in overrides for word in ("--set", override)),
            ),
            is_task=False,
            after="trained",
            saves=place(bench.side_of(config)),
        )
        for config in bench.configs
    ]
    theirs = [
        Side(
            name,
            bench.task(f"{module}.{task}", bench.model(place(name)), *more),
            tool=name.lower().partition(",")[0],
            after="sized",
            saves=place(name),
        )
        for name, module, task in (
            ("scikit-learn", "sklearn", "train"),
            (ONE_THREAD, "sklearn", "train_alone"),
            ("LibMultiLabel", "others", "train_libmultilabel"),
            ("napkinXC", "others", "train_napkinxc"),
        )
    ]
    return ours + theirs


def _predict(bench: Bench) -> list[Side]:
    names = [bench.side_of(config) for config in bench.configs]
    ours = [
        Side(
            name,
            bench.cableml("predict", bench.dump, "--model", bench.model(name), "--format", "jsonl"),
            is_task=False,
            model=name,
            after="predicted",
        )
        for name in names
    ]
    shipped = Side(
        "cableml, TAGS and level, shipped",
        bench.cableml("predict", bench.dump, "--format", "jsonl"),
        is_task=False,
        after="counted",
    )
    return [*ours, shipped, *_use_theirs(bench, "predict")]


def _cold(bench: Bench) -> list[Side]:
    one = bench.prepared / "raw.txt"
    ours = [
        Side("python alone", [bench.python, "-c", "pass"], is_task=False),
        Side("import numpy", [bench.python, "-c", "import numpy"], is_task=False),
        Side(OURS, bench.cableml("predict", one, "--model", bench.model(OURS)), is_task=False, model=OURS),
        Side("cableml, TAGS and level, shipped", bench.cableml("predict", one), is_task=False),
    ]
    return ours + [
        Side(side.name, side.command, side.tool, is_task=False, model=side.model)
        for side in _use_theirs(bench, "one")
    ]


def _use_theirs(bench: Bench, verb: str) -> list[Side]:
    return [
        Side(name, bench.task(f"{module}.{task}", bench.model(name)), tool=name.lower(), model=name)
        for name, module, task in (
            ("scikit-learn", "sklearn", verb),
            ("LibMultiLabel", "others", f"{verb}_libmultilabel"),
            ("napkinXC", "others", f"{verb}_napkinxc"),
        )
    ]


STAGES: tuple[Stage, ...] = (
    Stage("parse", _parse, one_core=True),
    Stage("blind", _blind, one_core=True),
    Stage("features", _features(1), one_core=True),
    Stage("features2", _features(2), one_core=True),
    Stage("features_f1", _features_f1, timed=False),
    Stage("train", _train),
    Stage("train_whole", _train_whole),
    Stage("predict", _predict),
    Stage("cold", _cold, warm_up=True),
)
