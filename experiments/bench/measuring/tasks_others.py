"""LibMultiLabel's linear mode and napkinXC, with the options that served them best on these cables.

Both are measured where the ``bench`` extra is installed. napkinXC reads a matrix; TfidfVectorizer makes it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measuring.clock import Clock, read_peak_mb
from measuring.prepared import Prepared, pick_labels, read_facts, read_prepared, read_training
from measuring.tasks_sklearn import SETTINGS, judge_scores

_LIBLINEAR = "-B 1 -m 2"  # a bias, and two threads in each fit
_NAPKIN = {"optimizer": "liblinear", "liblinear_c": 30.0, "loss": "log", "weights_threshold": 0.01}


def train_libmultilabel(folder: Path, model: str, which: str = "train") -> dict[str, Any]:
    """Fit LibMultiLabel's one-vs-rest on the prepared training texts, with its own preprocessor, and save."""
    from libmultilabel import linear

    cables, tags, labels = _read_training(folder, which)
    texts = [cable.text for cable in cables]
    clock = Clock()
    preprocessor = linear.Preprocessor(tfidf_params=SETTINGS)
    data = {"data_format": "txt", "train": {"x": texts, "y": tags}, "classes": labels}
    fitted = preprocessor.fit_transform(data)
    vectorised = clock.seconds
    trained = linear.train_1vsrest(fitted["train"]["y"], fitted["train"]["x"], options=_LIBLINEAR)
    done = clock.seconds
    linear.utils.save_pipeline(model, preprocessor, trained)
    return _report(clock, vectorised, done, len(cables), len(labels))


def predict_libmultilabel(folder: Path, model: str) -> dict[str, Any]:
    """Score the prepared texts of the whole dump and write the tags; loading is not counted."""
    from libmultilabel import linear

    preprocessor, trained = linear.utils.load_pipeline(str(Path(model) / "linear_pipeline.pickle"))
    labels = [str(label) for label in preprocessor.binarizer.classes_]

    def score(texts: list[str]) -> Any:
        return linear.predict_values(trained, preprocessor.vectorizer.transform(texts))

    return _predict(folder, labels, score, cut=0.0)


def one_libmultilabel(folder: Path, model: str) -> dict[str, Any]:
    """Predict the tags of one prepared text; the parent takes the time of the whole process."""
    from libmultilabel import linear

    preprocessor, trained = linear.utils.load_pipeline(str(Path(model) / "linear_pipeline.pickle"))
    text = (folder / "one.txt").read_text("utf-8")
    scores = linear.predict_values(trained, preprocessor.vectorizer.transform([text]))
    return {"n_tags": int((scores > 0.0).sum())}


def train_napkinxc(folder: Path, model: str, which: str = "train") -> dict[str, Any]:
    """Fit napkinXC's binary relevance on TfidfVectorizer's matrix; napkinXC saves as it goes."""
    from napkinxc.models import BR
    from sklearn.feature_extraction.text import TfidfVectorizer

    cables, tags, labels = _read_training(folder, which)
    texts = [cable.text for cable in cables]
    column = {label: number for number, label in enumerate(labels)}
    clock = Clock()
    vectoriser = TfidfVectorizer(**SETTINGS)
    matrix = vectoriser.fit_transform(texts)
    vectorised = clock.seconds
    target = Path(model)
    target.mkdir(parents=True, exist_ok=True)
    learner = BR(str(target / "br"), threads=2, **_NAPKIN)
    learner.fit(matrix, [[column[tag] for tag in each] for each in tags])
    done = clock.seconds
    words = {word: int(number) for word, number in vectoriser.vocabulary_.items()}
    stored = {"words": words, "labels": labels, "idf": vectoriser.idf_.tolist()}
    (target / "words.json").write_text(json.dumps(stored), "utf-8")
    return _report(clock, vectorised, done, len(cables), len(labels))


def predict_napkinxc(folder: Path, model: str) -> dict[str, Any]:
    """Score the prepared texts of the whole dump and write the tags; loading is not counted."""
    labels, score = _load_napkinxc(Path(model))
    return _predict(folder, labels, score, cut=0.5)


def one_napkinxc(folder: Path, model: str) -> dict[str, Any]:
    """Predict the tags of one prepared text; the parent takes the time of the whole process."""
    _, score = _load_napkinxc(Path(model))
    return {"n_tags": int((score([(folder / "one.txt").read_text("utf-8")]) > 0.5).sum())}


def _load_napkinxc(model: Path) -> tuple[list[str], Callable[[list[str]], Any]]:
    import numpy as np
    from napkinxc.models import BR
    from sklearn.feature_extraction.text import TfidfVectorizer

    stored = json.loads((model / "words.json").read_text("utf-8"))
    labels: list[str] = stored["labels"]
    vectoriser = TfidfVectorizer(vocabulary=stored["words"], **SETTINGS)
    vectoriser.idf_ = np.array(stored["idf"])
    learner = BR(str(model / "br"))
    learner.load()

    def score(texts: list[str]) -> Any:
        scores = np.zeros((len(texts), len(labels)))
        for row, pairs in enumerate(learner.predict_proba(vectoriser.transform(texts), top_k=50)):
            for number, probability in pairs:
                scores[row, number] = probability
        return scores

    return labels, score


def _read_training(folder: Path, which: str) -> tuple[list[Prepared], list[list[str]], list[str]]:
    cables = read_training(folder, which)
    labels = pick_labels([cable.tags or () for cable in cables], read_facts(folder)["min_cables"])
    known = set(labels)
    return cables, [[tag for tag in cable.tags or () if tag in known] for cable in cables], labels


def _report(clock: Clock, vectorised: float, done: float, n_cables: int, n_labels: int) -> dict[str, Any]:
    return {
        **clock.read(),
        "features_seconds": vectorised,
        "fit_seconds": done - vectorised,
        "n_cables": n_cables,
        "n_labels": n_labels,
    }


def _predict(
    folder: Path, labels: list[str], score: Callable[[list[str]], Any], *, cut: float
) -> dict[str, Any]:
    cables = read_prepared(folder)
    texts = [cable.text for cable in cables]
    clock = Clock()
    scores = score(texts)
    with (folder / "predicted.jsonl").open("w", encoding="utf-8") as lines:
        for row in scores:
            tags = [labels[column] for column in (row > cut).nonzero()[0]]
            lines.write(json.dumps({"tags": tags}) + "\n")
    took = clock.read()
    peak = read_peak_mb()
    judged = judge_scores(cables, scores - cut, labels)
    return {**took, "n_cables": len(cables), "peak_mb": peak, **judged}
