"""New cables to predictions, streamed in the order of the input."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cableml.errors import Location, UsageError

if TYPE_CHECKING:
    from cableml.cable.blind import BlindCable
    from cableml.cable.cable import Cable
    from cableml.models.cable_model import CableModel
    from cableml.models.prediction import LevelPrediction, TagsPrediction
    from cableml.workflows.listener import Listener
    from cableml.workflows.predicted_paragraph import PredictedParagraph

Rendered = TypeVar("Rendered")

SHIPPED = Path(__file__).resolve().parent.parent / "pretrained"
TASKS = ("tags", "classification")
_EVIDENCE = 5


@dataclass(frozen=True, slots=True)
class ModelReference:
    """Which model spoke: task, name and version (a hash of its content)."""

    task: str
    name: str
    version: str

    def to_json(self) -> dict[str, str]:
        """Return the contract's view."""
        return {"task": self.task, "name": self.name, "version": self.version}


@dataclass(frozen=True, slots=True)
class PredictedCable:
    """What the models say of one cable; a task that no model was given for is None.

    ``tag_names`` holds the plain-words name of every tag in ``tags`` that has one. ``paragraphs`` None: how
    each would be marked was not asked for, or no model judges it.
    """

    id: str | None
    source: str
    subject: str | None
    origin: str | None
    date: str | None
    tags: TagsPrediction | None
    level: LevelPrediction | None
    tag_names: dict[str, str]
    models: tuple[ModelReference, ...]
    paragraphs: tuple[PredictedParagraph, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the contract's view; each tag gains its plain-words ``name`` (null where it has none)."""
        plain: dict[str, Any] = {"id": self.id, "source": self.source, "subject": self.subject}
        if self.tags is not None:
            plain["tags"] = [
                {**entry, "name": self.tag_names.get(entry["tag"])} for entry in self.tags.to_json()
            ]
        level = self.level_to_json()
        if level is not None:
            plain["classification"] = level
        plain["models"] = [model.to_json() for model in self.models]
        return plain

    def level_to_json(self) -> dict[str, Any] | None:
        """Return the contract's ``classification``, None where no model was given for it."""
        if self.level is None:
            return None
        plain = self.level.to_json()
        if self.paragraphs is not None:
            plain["paragraphs"] = [one.to_json() for one in self.paragraphs]
        return plain


def find_models(folders: Sequence[str], listener: Listener) -> tuple[str, ...]:
    """Return the models to use: those given, else the shipped ones, else those trained here.

    Raises: UsageError where none was given and none is found.
    """
    if folders:
        return tuple(folders)
    from cableml.models.folder_place import MANIFEST

    found: list[str] = []
    passed_over: list[Path] = []
    for task in TASKS:
        there = [folder for folder in (SHIPPED / task, Path("models", task)) if (folder / MANIFEST).is_file()]
        found += [str(folder) for folder in there[:1]]
        passed_over += there[1:]
    if not found:
        raise UsageError(
            "no model was named and none is found in models/tags or models/classification. "
            "Train one with: cableml train configs/tags.yaml, or name a model folder with --model."
        )
    listener.notice(f"No --model was given; using {' and '.join(found)}.")
    for folder in passed_over:
        listener.notice(f"The model in {folder} was trained here; use it with --model {folder}.")
    return tuple(found)


def load_models(names: Sequence[str]) -> tuple[CableModel, ...]:
    """Return the models of folders and of addresses such as ``models:/tags@champion``, tags first.

    Raises
    ------
    ModelFolderError
        A folder is missing, damaged, foreign or of a later format.
    TrackingError
        The run store of an address cannot be read, or has no such model.
    UsageError
        Two models are for the same task, or an address has no form that is known.
    """
    from cableml.models.model_folder import load_model

    by_task: dict[str, tuple[str, CableModel]] = {}
    with ExitStack() as stack:
        for name in names:
            model = load_model(Path(name) if not _is_address(name) else _fetch(name, stack))
            if model.task in by_task:
                raise UsageError(
                    f"holds a model for {model.task}, as {by_task[model.task][0]} does. "
                    "Give one model a task.",
                    Location(name),
                )
            by_task[model.task] = (name, model)
    return tuple(by_task[task][1] for task in TASKS if task in by_task)


def _is_address(name: str) -> bool:
    return name.startswith(("models:/", "runs:/"))


def _fetch(address: str, stack: ExitStack) -> Path:
    """Return where the model of a run store lies; what is copied from a server goes with the stack."""
    import tempfile

    from cableml.tracking.model_registry import fetching

    place = stack.enter_context(tempfile.TemporaryDirectory(prefix="cableml-", ignore_cleanup_errors=True))
    with fetching() as fetcher:
        return fetcher.fetch(address, Path(place))


def predict(
    paths: Sequence[str],
    models: Sequence[CableModel],
    listener: Listener,
    *,
    top: int = 10,
    explain: bool = False,
    paragraphs: bool = False,
    jobs: int = 1,
) -> Iterator[PredictedCable]:
    """Yield one prediction a cable, in the order of the input.

    What cannot be read is told to the listener, in its turn; ``top`` bounds the tags listed behind the
    assigned ones; ``paragraphs`` says of each how it would be marked; ``jobs`` processes share the work
    where there are many cables, and change nothing.

    Raises: UsageError where ``paragraphs`` is asked for and no model judges them.
    """
    yield from predict_rendered(
        paths, models, listener, lambda one: one, top=top, explain=explain, paragraphs=paragraphs, jobs=jobs
    )


def predict_rendered(
    paths: Sequence[str],
    models: Sequence[CableModel],
    listener: Listener,
    render: Callable[[PredictedCable], Rendered],
    *,
    top: int = 10,
    explain: bool = False,
    paragraphs: bool = False,
    jobs: int = 1,
) -> Generator[Rendered, None, None]:
    """Yield what ``render`` makes of each prediction, where the cable was predicted; else as `predict`."""
    from cableml.workflows.prediction_stream import stream_results

    if paragraphs and not any(model.judges_paragraphs for model in models):
        raise UsageError(
            "none of the models judges paragraphs. Give one of levels that was trained with "
            "second_stage.paragraphs: true on cables with portion marks."
        )

    def work(cables: Sequence[Cable]) -> list[Rendered]:
        predicted = predict_batch(cables, models, top=top, explain=explain, paragraphs=paragraphs)
        return [render(one) for one in predicted]

    yield from stream_results(paths, work, listener, jobs)


def refer_to(models: Sequence[CableModel]) -> tuple[ModelReference, ...]:
    """Return which models these are."""
    return tuple(ModelReference(model.task, model.name, model.version) for model in models)


def predict_batch(
    cables: Sequence[Cable],
    models: Sequence[CableModel],
    *,
    top: int = 10,
    explain: bool = False,
    paragraphs: bool = False,
) -> Iterator[PredictedCable]:
    """Yield the prediction of each cable; the models see blinded cables only."""
    from cableml.cable.blind import blind
    from cableml.features.batch import keep_batches

    blinded = keep_batches([blind(cable) for cable in cables])
    references = refer_to(models)
    by_task: dict[str, list[Any]] = {
        model.task: model.predict(
            blinded, top=top, explain=_EVIDENCE if explain else 0, paragraphs=paragraphs
        )
        for model in models
    }
    tags = by_task.get("tags", [None] * len(cables))
    levels = by_task.get("classification", [None] * len(cables))
    is_judged = paragraphs and any(model.judges_paragraphs for model in models)
    for cable, seen, cable_tags, level in zip(cables, blinded, tags, levels, strict=True):
        yield PredictedCable(
            id=cable.id,
            source=cable.source,
            subject=cable.subject,
            origin=cable.origin,
            date=cable.date,
            tags=cable_tags,
            level=level,
            tag_names=_tag_names(cable_tags, cable.date),
            models=references,
            paragraphs=_locate(cable, seen, level) if is_judged else None,
        )


def _locate(cable: Cable, seen: BlindCable, level: LevelPrediction) -> tuple[PredictedParagraph, ...]:
    from cableml.workflows.predicted_paragraph import locate_paragraphs

    return locate_paragraphs(cable, seen, level.paragraphs)


def _tag_names(tags: TagsPrediction | None, date: str | None) -> dict[str, str]:
    if tags is None:
        return {}
    year = int(date[:4]) if date else None
    named = ((scored.tag, _name_tag(scored.tag, year)) for scored in tags.tags)
    return {tag: name for tag, name in named if name is not None}


@lru_cache(maxsize=1 << 15)
def _name_tag(tag: str, year: int | None) -> str | None:
    from cableml.cable.tag import tag_name

    return tag_name(tag, year)
