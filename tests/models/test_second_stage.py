"""A tags model of two stages: what it says, how it is kept, what it refuses, and no answer was learned."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cableml.cable.blind import BlindCable, BlindParagraph
from cableml.errors import ConfigError, ModelFolderError
from cableml.features.spec import BlockSpec
from cableml.models.cable_model import CableModel
from cableml.models.manifest import hash_content
from cableml.models.model_folder import load_model, save_model
from cableml.models.named_labels import UNHEARD
from cableml.models.pairs import Linearly, Pairs
from cableml.models.prediction import Evidence
from cableml.models.second_stage import SecondStage, explain_pair, fill_probabilities
from cableml.models.settings import FitSettings, StageSettings
from cableml.models.training import encode_labels, fit_model, predict_left_out
from cableml.models.trees import LEAF, Trees

BLOCKS = (
    BlockSpec("text", "words", min_cables=2, max_share=0.8),
    BlockSpec("subject", "words", weight=0.6, min_cables=1),
    BlockSpec("origin", "values", weight=0.4, min_cables=1),
)
STAGE = StageSettings(candidates=5, strongest=30, trees=15, leaves=6, min_pairs=10, folds=4, tree_folds=2)
SETTINGS = FitSettings(
    "tags", "toy", BLOCKS, estimator="ridge", folds=0, decision="global", second_stage=STAGE
)


def give_headers(cables: list[BlindCable], seed: int) -> list[BlindCable]:
    """Return the cables with dates, addressees and references."""
    draw = random.Random(seed)
    return [
        replace(
            cable,
            year=draw.choice([2005, 2006, None]),
            month=draw.randrange(1, 13),
            to=tuple(draw.sample(["STATE", "USUN", "CIA"], draw.randrange(3))),
            references=tuple(f"06A{draw.randrange(len(cables))}" for _ in range(draw.randrange(3))),
        )
        for cable in cables
    ]


@pytest.fixture(scope="module")
def cables(corpus) -> list[BlindCable]:  # type: ignore[no-untyped-def]
    return give_headers(corpus.cables, 1)


@pytest.fixture(scope="module")
def others(other_corpus) -> list[BlindCable]:  # type: ignore[no-untyped-def]
    return give_headers(other_corpus.cables, 2)


@pytest.fixture(scope="module")
def ids(cables: list[BlindCable]) -> list[str | None]:
    return [None if number % 9 == 0 else f"06A{number}" for number in range(len(cables))]


@pytest.fixture(scope="module")
def model(corpus, cables, ids) -> CableModel:  # type: ignore[no-untyped-def]
    return fit_model(cables, corpus.tags, SETTINGS, ids=ids)


@pytest.fixture(scope="module")
def body_model(corpus, cables, ids) -> CableModel:  # type: ignore[no-untyped-def]
    return fit_model(cables, corpus.tags, replace(SETTINGS, fields="body"), ids=ids)


@pytest.fixture(scope="module")
def naming_model(corpus, cables, ids) -> CableModel:  # type: ignore[no-untyped-def]
    """A model that may name countries it cannot learn: Chad is carried by two cables alone."""
    tags = [(*own, "CD") if number < 2 else own for number, own in enumerate(corpus.tags)]
    return fit_model(cables, tags, replace(SETTINGS, second_stage=replace(STAGE, names=True)), ids=ids)


@pytest.fixture
def folder(model: CableModel, tmp_path: Path) -> Path:
    return save_model(model, tmp_path / "model")


def read_all(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def micro_f1(assigned: np.ndarray, Y: np.ndarray) -> float:
    return float(2.0 * (assigned & Y).sum() / (assigned.sum() + Y.sum()))


# What the model says


def test_probabilities_are_probabilities(model: CableModel, others) -> None:  # type: ignore[no-untyped-def]
    assert isinstance(model.second_stage, SecondStage)
    found = model.probabilities(others)
    assert found.shape == (200, 7)
    assert found.dtype == np.float32
    assert ((found >= 0) & (found <= 1)).all()


def test_tags_are_learned(model: CableModel, others, other_corpus) -> None:  # type: ignore[no-untyped-def]
    Y = encode_labels(other_corpus.tags, model.label_space, "tags")
    score = micro_f1(model.assign(model.probabilities(others)), Y)
    assert score > 0.85
    assert abs(model.summary["left_out_micro_f1"] - score) < 0.05


def test_a_cable_is_judged_alone_as_among_others(model: CableModel, naming_model: CableModel, others) -> None:  # type: ignore[no-untyped-def]
    for one in (model, naming_model):
        together = one.probabilities(others)
        for row in range(0, 200, 7):
            np.testing.assert_array_equal(one.probabilities(others[row : row + 1])[0], together[row])
    assert model.predict(others[:5], explain=3)[2:3] == model.predict(others[2:3], explain=3)


def test_no_cables_at_all_are_no_predictions(model: CableModel) -> None:
    assert model.probabilities([]).shape == (0, 7)
    assert model.predict([]) == []


def test_an_empty_cable_is_judged_too(model: CableModel, body_model: CableModel) -> None:
    for one in (model, body_model):
        assert np.isfinite(one.probabilities([BlindCable()])).all()


def test_the_linear_scores_are_those_of_the_map(model: CableModel, others) -> None:  # type: ignore[no-untyped-def]
    scores, probabilities = model.judge(others)
    np.testing.assert_allclose(scores, model.scores(others), atol=1e-5)
    np.testing.assert_array_equal(probabilities, model.probabilities(others))


def test_what_is_no_candidate_keeps_a_share_of_its_linear_chance() -> None:
    odds = np.array([[0.0, 2.0, -1.0]], dtype=np.float32)
    said = Linearly(odds, np.zeros((1, 0, 3), dtype=np.float32), np.array([0, 2, 3]))
    pairs = Pairs(np.array([0, 0]), np.array([2, 1]), np.zeros((2, 0), dtype=np.float32))
    found = fill_probabilities(said, pairs, np.array([-1.0, 1.0], dtype=np.float32), 0.5, 5)
    expected = [0.5 * 0.5, 1 / (1 + np.exp(-1)), 1 / (1 + np.exp(1)), 0.5 / (1 + np.exp(1)), 0.0]
    assert found[0].tolist() == pytest.approx(expected, abs=1e-6)


def test_odds_beyond_all_measure_are_no_overflow() -> None:
    odds = np.array([[500.0, -500.0]], dtype=np.float32)
    said = Linearly(odds, np.zeros((1, 0, 2), dtype=np.float32), np.arange(2))
    pairs = Pairs(np.array([0]), np.array([0]), np.zeros((1, 0), dtype=np.float32))
    found = fill_probabilities(said, pairs, np.array([-900.0], dtype=np.float32), 1.0, 2)
    assert found[0].tolist() == pytest.approx([0.0, 0.0], abs=1e-12)


# Header and body


def test_without_header_fields_nothing_of_the_header_counts(body_model: CableModel, others) -> None:  # type: ignore[no-untyped-def]
    bare = [BlindCable(cable.subject, cable.summary, cable.paragraphs) for cable in others]
    full = [
        replace(
            cable, origin="EMBASSY TOKYO", year=2006, month=1, to=("STATE",), info=("CIA",), signer="RICE"
        )
        for cable in bare
    ]
    full = [replace(cable, references=("06A1", "06A2"), pass_to=("DOE",), sections=3) for cable in full]
    np.testing.assert_array_equal(body_model.probabilities(bare), body_model.probabilities(full))


@pytest.mark.parametrize(
    "change",
    [{"origin": "EMBASSY TOKYO"}, {"year": 2006, "month": 1}, {"references": ("06A1", "06A2", "06A5")}],
    ids=["origin", "date", "references"],
)
def test_with_header_fields_the_second_stage_reads_them(
    change: dict[str, Any], model: CableModel, others
) -> None:  # type: ignore[no-untyped-def]
    from cableml.models.pairs import pair_feature_names
    from cableml.models.second_stage import build_candidates

    assert isinstance(model.second_stage, SecondStage)
    bare = [BlindCable(cable.subject, cable.summary, cable.paragraphs) for cable in others]
    rows = model.features.rows(bare)
    odds = np.zeros((len(bare), 7), dtype=np.float32)
    said = Linearly(odds, np.zeros((len(bare), 3, 7), dtype=np.float32), np.arange(7))

    def known(given: list[BlindCable]) -> np.ndarray:
        assert isinstance(model.second_stage, SecondStage)
        return build_candidates(model.second_stage, given, rows, said, model.label_space).X

    names = np.array(pair_feature_names(model.second_stage.block_names, use_header=True))
    changed = [replace(cable, **change) for cable in bare]
    moved = set(names[~(np.isclose(known(bare), known(changed), equal_nan=True)).all(axis=0)])
    expected = {
        "origin": {"alike of the post"},
        "year": {"alike of the month", "year"},
        "references": {"references"},
    }
    assert moved == expected[next(iter(change))]


# Explanations


def test_explanations_name_words_and_what_is_known_of_the_pair(model: CableModel, others) -> None:  # type: ignore[no-untyped-def]
    assert isinstance(model.second_stage, SecondStage)
    named: set[str] = set()
    for prediction in model.predict(others[:40], explain=8):
        for scored in prediction.tags:
            weights = [one.weight for one in scored.evidence]
            assert len(weights) <= 8
            assert weights == sorted(weights, reverse=True)
            assert all(weight > 0 for weight in weights)
            named |= {one.feature for one in scored.evidence}
    in_brackets = {name for name in named if name.startswith("[")}
    assert in_brackets
    assert in_brackets <= {f"[{name}]" for name in model.second_stage.feature_names}
    assert not any(name.startswith("[score") for name in in_brackets)
    assert any(name.startswith("text:") for name in named)


def test_a_pair_is_explained_by_all_that_moved_its_odds_but_the_scores(model: CableModel) -> None:
    stage = model.second_stage
    assert isinstance(stage, SecondStage)
    place = {name: number for number, name in enumerate(stage.feature_names)}
    n_nodes = 9
    # Three trees of one question each: for the score, for a neighbour, and for one that adds nothing.
    asked = [place["score"], place["nearest 3"], place["rank"]]
    trees = Trees(
        np.array([0, 3, 6], dtype=np.uint32),
        np.array([place for asked_for in asked for place in (asked_for, LEAF, LEAF)], dtype=np.uint8),
        np.full(n_nodes, 0.5, dtype=np.float32),
        np.array([1, 0, 0, 4, 0, 0, 7, 0, 0], dtype=np.uint32),
        np.array([2, 0, 0, 5, 0, 0, 8, 0, 0], dtype=np.uint32),
        np.zeros(n_nodes, dtype=np.uint8),
        np.array([0, -1, 1, 0.25, -1, 1, 2, 2, 2], dtype=np.float32),
        np.zeros(1, dtype=np.float32),
    )
    known = np.ones(len(place), dtype=np.float32)
    assert explain_pair(stage._replace(trees=trees), known) == [Evidence("[nearest 3]", 0.75)]


def test_without_explain_there_is_no_evidence(model: CableModel, others) -> None:  # type: ignore[no-untyped-def]
    assert all(not scored.evidence for scored in model.predict(others[:1])[0].tags)


# Countries by name


def test_a_country_that_cannot_be_learned_may_be_named(naming_model: CableModel, others) -> None:  # type: ignore[no-untyped-def]
    assert "CD" in naming_model.labels
    assert "CD" not in naming_model.label_space.dropped
    assert len(naming_model.learned) == 7
    column = naming_model.labels.index("CD")
    chad = BlindCable(
        subject="CHAD: N'DJAMENA AND THE REBELS",
        paragraphs=(BlindParagraph("Chad asked for help. The government of Chad was worried."),),
    )
    scores, probabilities = naming_model.judge([others[0], chad])
    assert scores[:, column].tolist() == [UNHEARD, UNHEARD]
    assert probabilities[0, column] == 0.0
    assert probabilities[1, column] > 0.0
    silent = [label for label in naming_model.labels if naming_model.label_space.counts[label] == 0]
    assert len(silent) > 100
    assert not probabilities[0, [naming_model.labels.index(label) for label in silent]].any()


def test_a_country_known_by_name_alone_is_explained_without_words(naming_model: CableModel) -> None:
    chad = BlindCable(subject="CHAD", paragraphs=(BlindParagraph("Chad asked for help."),))
    (prediction,) = naming_model.predict([chad], top=400, explain=40)
    (scored,) = [one for one in prediction.tags if one.tag == "CD"]
    assert all(one.feature.startswith("[") for one in scored.evidence)


def test_a_model_with_names_is_kept_whole(naming_model: CableModel, others, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    loaded = load_model(save_model(naming_model, tmp_path / "names"))
    np.testing.assert_array_equal(loaded.probabilities(others), naming_model.probabilities(others))
    np.testing.assert_array_equal(loaded.learned, naming_model.learned)


# No answer is learned


def test_left_out_cables_foretell_new_ones(corpus, cables, ids, model: CableModel) -> None:  # type: ignore[no-untyped-def]
    left_out = predict_left_out(cables, corpus.tags, SETTINGS, ids=ids)
    assert left_out.label_space == model.label_space
    assigned = model.assign(left_out.probabilities)
    assert round(micro_f1(assigned, left_out.Y), 4) == model.summary["left_out_micro_f1"]


@pytest.mark.parametrize("names", [False, True])
def test_shuffled_tags_fall_to_chance_left_out_and_new(
    names: bool, corpus, cables, others, other_corpus, ids
) -> None:  # type: ignore[no-untyped-def]
    from sklearn.metrics import roc_auc_score

    shuffled = list(corpus.tags)
    random.Random(3).shuffle(shuffled)
    # Deep trees with small leaves would read any trace of an answer.
    stage = replace(STAGE, trees=60, leaves=15, min_pairs=5, names=names)
    settings = replace(SETTINGS, second_stage=stage)
    left_out = predict_left_out(cables, shuffled, settings, ids=ids)
    learned = [left_out.label_space.labels.index(label) for label in sorted({*sum(shuffled, ())})]
    by_tag = [roc_auc_score(left_out.Y[:, tag], left_out.probabilities[:, tag]) for tag in learned]
    assert abs(np.mean(by_tag) - 0.5) < 0.06
    model = fit_model(cables, shuffled, settings, ids=ids)
    Y = encode_labels(other_corpus.tags, model.label_space, "tags")
    new = model.probabilities(others)
    by_tag = [roc_auc_score(Y[:, tag], new[:, tag]) for tag in learned]
    assert abs(np.mean(by_tag) - 0.5) < 0.06


def test_repeats_of_a_cable_tell_nothing_of_its_shuffled_tags(corpus, cables) -> None:  # type: ignore[no-untyped-def]
    """Twins carry the same random tags: were one to teach what is said of the other, both would be right."""
    from sklearn.metrics import roc_auc_score

    shuffled = list(corpus.tags[:150])
    random.Random(5).shuffle(shuffled)
    longer = [
        replace(
            cable, paragraphs=(*cable.paragraphs, BlindParagraph(" ".join(f"own{n}x{k}" for k in range(120))))
        )
        for n, cable in enumerate(cables[:150])
    ]
    settings = replace(SETTINGS, second_stage=replace(STAGE, trees=60, leaves=15, min_pairs=5))
    left_out = predict_left_out([*longer, *longer], [*shuffled, *shuffled], settings)
    n_tags = left_out.Y.shape[1]
    by_tag = [roc_auc_score(left_out.Y[:, tag], left_out.probabilities[:, tag]) for tag in range(n_tags)]
    assert np.mean(by_tag) < 0.6


# Kept as a folder


def test_a_loaded_model_says_what_the_saved_one_does(
    model: CableModel, body_model: CableModel, others, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    for number, one in enumerate((model, body_model)):
        loaded = load_model(save_model(one, tmp_path / str(number)))
        np.testing.assert_array_equal(loaded.probabilities(others), one.probabilities(others))
        assert loaded.predict(others[:20], explain=4) == one.predict(others[:20], explain=4)
        assert loaded.settings == one.settings


def test_saving_again_changes_no_byte(folder: Path, tmp_path: Path) -> None:
    assert read_all(save_model(load_model(folder), tmp_path / "again")) == read_all(folder)


def test_the_number_of_jobs_changes_nothing_but_its_own_setting(
    corpus, cables, ids, folder: Path, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    alone = fit_model(cables, corpus.tags, replace(SETTINGS, jobs=1), ids=ids)
    assert read_all(save_model(alone, tmp_path / "alone")) == read_all(folder)


_TRAIN = """
import random, sys
sys.path.insert(0, {tests!r})
from conftest import make_corpus
from test_second_stage import SETTINGS, give_headers
from cableml.models.model_folder import save_model
from cableml.models.training import fit_model
corpus = make_corpus(120, seed=9)
ids = [f"06A{{number}}" for number in range(120)]
save_model(fit_model(give_headers(corpus.cables, 1), corpus.tags, SETTINGS, ids=ids), "model")
"""


def test_two_processes_with_other_hash_seeds_and_threads_write_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for seed in ("1", "2"):
        place = tmp_path / seed
        place.mkdir()
        subprocess.run(
            [sys.executable, "-c", _TRAIN.format(tests=str(Path(__file__).parent))],
            cwd=place,
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "OMP_NUM_THREADS": seed,
                "OPENBLAS_NUM_THREADS": seed,
            },
            check=True,
            timeout=300,
        )
        written.append(read_all(place / "model"))
    assert written[0] == written[1]


def test_a_folder_of_one_stage_has_nothing_of_the_second(
    tags_model: CableModel, tmp_path: Path, others
) -> None:  # type: ignore[no-untyped-def]
    folder = save_model(tags_model, tmp_path / "plain")
    assert not [path.name for path in folder.iterdir() if path.name.startswith(("memory", "pairs"))]

    def forget(plain: dict[str, Any]) -> None:
        # As folders were before there was a second stage to set.
        del plain["settings"]["second_stage"], plain["settings"]["keep_weights"]

    edit_manifest(folder, forget)
    loaded = load_model(folder)
    assert loaded.second_stage is None
    np.testing.assert_array_equal(loaded.probabilities(others), tags_model.probabilities(others))


_PREDICT = """
import sys
from cableml.models.model_folder import load_model
from cableml.cable.blind import BlindCable, BlindParagraph
model = load_model({folder!r})
model.predict([BlindCable(paragraphs=(BlindParagraph("reactor enrichment"),))], explain=2)
print(sorted(name for name in ("sklearn", "scipy", "joblib", "mlflow", "pandas") if name in sys.modules))
"""


def test_predicting_loads_numpy_alone(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PREDICT.format(folder=str(folder))],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


# Damaged folders


def edit_manifest(folder: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    """Change the manifest and give it the version that fits, as a forger would."""
    plain = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    edit(plain)
    plain["version"] = hash_content(plain)
    (folder / "manifest.json").write_text(json.dumps(plain), encoding="utf-8")


def replace_array(folder: Path, name: str, array: np.ndarray) -> None:
    """Put another array into the folder, its entry in the manifest made to fit."""
    np.save(folder / name, array)
    content = (folder / name).read_bytes()
    entry = {
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "dtype": array.dtype.str,
        "shape": list(array.shape),
    }
    edit_manifest(folder, lambda plain: plain["files"].update({name: entry}))


def refusal(folder: Path) -> str:
    with pytest.raises(ModelFolderError) as caught:
        load_model(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(folder))
    assert message.endswith((".",))
    return message


ARRAYS = [
    *(f"memory.{name}" for name in ("starts", "cables", "values", "tag_starts", "tags", "posts", "months")),
    *("pairs.together", "pairs.rest"),
    *(
        f"pairs.{name}"
        for name in ("roots", "feature", "cut", "left", "right", "missing_left", "value", "start")
    ),
]


def test_every_array_of_the_second_stage_is_tried(folder: Path) -> None:
    there = {path.stem for path in folder.glob("*.npy") if path.name.startswith(("memory.", "pairs."))}
    assert there == set(ARRAYS)
    assert {path.stem for path in folder.glob("memory.*.txt")} == {"memory.post_names", "memory.ids"}


@pytest.mark.parametrize("name", ARRAYS)
def test_error_an_array_of_another_type_is_refused(name: str, folder: Path) -> None:
    array = np.load(folder / f"{name}.npy")
    other = np.float16 if array.dtype == np.float32 else np.float32
    replace_array(folder, f"{name}.npy", array.astype(other))
    assert refusal(folder).endswith("train the model again.")


@pytest.mark.parametrize("name", [name for name in ARRAYS if name != "pairs.roots"])
def test_error_an_array_of_another_length_is_refused(name: str, folder: Path) -> None:
    array = np.load(folder / f"{name}.npy")
    for damaged in (array[:-1], np.concatenate([array, array[-1:]])):
        replace_array(folder, f"{name}.npy", damaged)
        assert refusal(folder).endswith("train the model again.")


def put(value: float, place: int = 0) -> Callable[[np.ndarray], np.ndarray]:
    def change(array: np.ndarray) -> np.ndarray:
        changed = array.copy()
        changed.reshape(-1)[place] = value
        return changed

    return change


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("memory.starts", put(7, -1)),
        ("memory.cables", put(300)),
        ("memory.values", put(np.nan)),
        ("memory.tag_starts", put(9)),
        ("memory.tags", put(7)),
        ("memory.posts", put(3)),
        ("pairs.together", put(np.nan)),
        ("pairs.together", put(-1)),
        ("pairs.rest", put(np.nan)),
        ("pairs.rest", put(1.5)),
        ("pairs.rest", put(-0.5)),
        ("pairs.roots", put(1_000_000)),
        ("pairs.feature", put(200)),
        ("pairs.cut", put(np.nan)),
        ("pairs.left", put(0)),
        ("pairs.right", put(255)),
        ("pairs.value", put(np.inf)),
        ("pairs.start", put(np.nan)),
    ],
    ids=range(18),
)
def test_error_a_number_out_of_range_is_refused(
    name: str, change: Callable[[np.ndarray], np.ndarray], folder: Path
) -> None:
    replace_array(folder, f"{name}.npy", change(np.load(folder / f"{name}.npy")))
    assert refusal(folder).endswith("train the model again.")


@pytest.mark.parametrize(
    "name", [*(f"{name}.npy" for name in ARRAYS), "memory.post_names.txt", "memory.ids.txt"]
)
def test_error_a_file_that_the_manifest_does_not_name_is_named(name: str, folder: Path) -> None:
    edit_manifest(folder, lambda plain: plain["files"].pop(name))
    stem = name.removesuffix(".npy").removesuffix(".txt")
    assert refusal(folder) == (
        f"{folder / 'manifest.json'}: the manifest names no file {stem}; train the model again."
    )


@pytest.mark.parametrize(
    "stage",
    [
        {"colour": "red"},
        [],
        "much",
        7,
        {"trees": "many"},
        {"folds": 1},
        {"candidates": 0},
        {"learning_rate": 0},
        {"learning_rate": "slow"},
        {"min_pairs": 0},
        {"penalty": -1.0},
    ],
    ids=str,
)
def test_error_settings_that_are_none_are_refused(stage: Any, folder: Path) -> None:
    edit_manifest(folder, lambda plain: plain["settings"].update(second_stage=stage))
    assert "train the model again." in refusal(folder)


def test_error_a_second_stage_for_other_labels_is_refused(folder: Path) -> None:
    def drop(plain: dict[str, Any]) -> None:
        plain["labels"].pop("JA")

    edit_manifest(folder, drop)
    assert refusal(folder) == (
        f"{folder / 'manifest.json'}: 7 scores do not fit 6 labels; retrain the model."
    )


def test_without_a_refit_the_trees_of_the_parts_decide_together(corpus, cables, ids, model) -> None:  # type: ignore[no-untyped-def]
    settings = replace(SETTINGS, second_stage=replace(STAGE, refit=False))
    mean = fit_model(cables, corpus.tags, settings, ids=ids)
    stage, refitted = mean.second_stage, model.second_stage
    assert isinstance(stage, SecondStage)
    assert isinstance(refitted, SecondStage)
    assert len(stage.trees.roots) == 2 * len(refitted.trees.roots)
    # What chooses the cut-offs is the same: cables left out of one part.
    np.testing.assert_array_equal(mean.thresholds, model.thresholds)
    before, after = model.probabilities(cables), mean.probabilities(cables)
    assert np.abs(before - after).max() > 0.0
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.9


def test_error_levels_have_no_trees_of_parts_to_decide_together(corpus, cables) -> None:  # type: ignore[no-untyped-def]
    settings = FitSettings("classification", "toy", BLOCKS, folds=0, second_stage=replace(STAGE, refit=False))
    with pytest.raises(ConfigError) as caught:
        fit_model(cables, corpus.levels, settings)
    assert caught.value.message == "second_stage.refit can be false for tags alone; use true."
