"""Plain scikit-learn as a user would put it together: TfidfVectorizer and OneVsRestClassifier(LinearSVC).

The fit runs in two threads, the fastest way that was found for it: in joblib's processes every worker
gets a copy of the matrix for each of its labels, and takes three times as long.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from measuring.clock import Clock, read_peak_mb
from measuring.prepared import Prepared, pick_labels, read_facts, read_prepared, read_training

SETTINGS: dict[str, Any] = {"sublinear_tf": True, "min_df": 3, "max_df": 0.5}
C = 4.0  # the best of 0.3, 1 and 4 by micro-F1 on a fold of the training cables


def features(folder: Path, ngrams: str = "1") -> dict[str, Any]:
    """Fit TfidfVectorizer on the texts of all cables, then transform the same texts again."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [cable.text for cable in read_prepared(folder)]
    vectoriser = TfidfVectorizer(ngram_range=(1, int(ngrams)), **SETTINGS)
    clock = Clock()
    matrix = vectoriser.fit_transform(texts)
    took = clock.read()
    clock = Clock()
    vectoriser.transform(texts)
    return {
        **took,
        "again_seconds": clock.seconds,
        "n_cables": matrix.shape[0],
        "n_features": matrix.shape[1],
        "n_stored": int(matrix.nnz),
    }


def features_f1(folder: Path, ngrams: str = "1") -> dict[str, Any]:
    """Fit LinearSVC on TfidfVectorizer's matrix, for a comparison of matrices alone."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    cables = read_prepared(folder)

    def vectorise(train: list[int], test: list[int]) -> tuple[Any, Any]:
        vectoriser = TfidfVectorizer(ngram_range=(1, int(ngrams)), **SETTINGS)
        x_train = vectoriser.fit_transform([cables[n].text for n in train])
        return x_train, vectoriser.transform([cables[n].text for n in test])

    return judge_matrix(folder, cables, vectorise)


def train_alone(folder: Path, model: str, which: str = "train") -> dict[str, Any]:
    """As `train`, but one label after the other, which is what `OneVsRestClassifier` does by itself."""
    return train(folder, model, which, jobs=None)


def train(folder: Path, model: str, which: str = "train", *, jobs: int | None = 2) -> dict[str, Any]:
    """Fit on prepared texts and save; no cut-off is searched and nothing is calibrated.

    Parameters: ``which`` as `measuring.prepared.read_training` takes it.
    """
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    cables = read_training(folder, which)
    texts = [cable.text for cable in cables]
    labels = pick_labels([cable.tags or () for cable in cables], read_facts(folder)["min_cables"])
    clock = Clock()
    vectoriser = TfidfVectorizer(**SETTINGS)
    matrix = vectoriser.fit_transform(texts)
    vectorised = clock.seconds
    classifier = _fit(matrix, cables, labels, C, jobs)
    fitted = clock.seconds
    target = Path(model)
    target.mkdir(parents=True, exist_ok=True)
    weights = np.vstack([one.coef_[0] for one in classifier.estimators_])
    cuts = np.array([one.intercept_[0] for one in classifier.estimators_])
    np.savez(target / "model.npz", weights=weights.astype(np.float32), cuts=cuts, idf=vectoriser.idf_)
    words = {word: int(column) for word, column in vectoriser.vocabulary_.items()}
    (target / "words.json").write_text(json.dumps({"words": words, "labels": labels}), "utf-8")
    return {
        **clock.read(),
        "features_seconds": vectorised,
        "fit_seconds": fitted - vectorised,
        "n_cables": len(cables),
        "n_labels": len(labels),
        "n_features": matrix.shape[1],
    }


def predict(folder: Path, model: str) -> dict[str, Any]:
    """Score the prepared texts of the whole dump and write the tags as JSON lines; loading is not counted."""
    cables = read_prepared(folder)
    texts = [cable.text for cable in cables]
    vectoriser, classifier, labels = _load(Path(model))
    clock = Clock()
    scores = classifier.decision_function(vectoriser.transform(texts))
    _write_tags(folder / "predicted.jsonl", scores, labels)
    took = clock.read()
    peak = read_peak_mb()
    return {
        **took,
        "n_cables": len(cables),
        "peak_mb": peak,
        **judge_scores(cables, scores, labels),
    }


def one(folder: Path, model: str) -> dict[str, Any]:
    """Predict the tags of one prepared text; the parent takes the time of the whole process."""
    text = (folder / "one.txt").read_text("utf-8")
    vectoriser, classifier, labels = _load(Path(model))
    scores = classifier.decision_function(vectoriser.transform([text]))
    return {"tags": [label for label, score in zip(labels, scores[0], strict=True) if score > 0.0]}


def judge_matrix(
    folder: Path,
    cables: Sequence[Prepared],
    vectorise: Callable[[list[int], list[int]], tuple[Any, Any]],
) -> dict[str, Any]:
    """Return the micro-F1 of LinearSVC on the matrices that ``vectorise`` makes of the two sides."""
    train = [place for place, cable in enumerate(cables) if cable.side == "train"]
    test = [place for place, cable in enumerate(cables) if cable.side == "test"]
    clock = Clock()
    x_train, x_test = vectorise(train, test)
    chosen = [cables[place] for place in train]
    labels = pick_labels([cable.tags or () for cable in chosen], read_facts(folder)["min_cables"])
    scores = _fit(x_train, chosen, labels, 1.0).decision_function(x_test)
    took = clock.read()
    judged = judge_scores([cables[place] for place in test], scores, labels)
    return {**took, "n_cables": len(cables), **judged}


def judge_scores(cables: Sequence[Prepared], scores: Any, labels: Sequence[str]) -> dict[str, Any]:
    """Return micro-F1 of the test cables with the cut at 0, and with the cut that flatters most.

    The second is found on the very cables that it is judged by, which no user could do.
    """
    import numpy as np

    tested = [n for n, cable in enumerate(cables) if cable.side == "test" and cable.tags is not None]
    place = {label: column for column, label in enumerate(labels)}
    gold = np.zeros((len(tested), len(labels)), dtype=bool)
    n_gold = 0
    for row, n in enumerate(tested):
        tags = set(cables[n].tags or ())
        n_gold += len(tags)
        gold[row, [place[tag] for tag in tags if tag in place]] = True
    order = np.argsort(-scores[tested], axis=None, kind="stable")
    right = np.cumsum(gold.ravel()[order])
    f1 = 2.0 * right / (n_gold + np.arange(1, len(order) + 1))
    at_zero = int((scores[tested] > 0.0).sum())
    return {"micro_f1": float(f1[at_zero - 1]) if at_zero else 0.0, "micro_f1_flattered": float(f1.max())}


def _fit(
    matrix: Any, cables: Sequence[Prepared], labels: Sequence[str], c: float, jobs: int | None = 2
) -> Any:
    from joblib import parallel_config
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.preprocessing import MultiLabelBinarizer
    from sklearn.svm import LinearSVC

    known = set(labels)
    tags = [[tag for tag in cable.tags or () if tag in known] for cable in cables]
    gold = MultiLabelBinarizer(classes=list(labels), sparse_output=True).fit_transform(tags)
    with parallel_config(backend="threading"):
        return OneVsRestClassifier(LinearSVC(C=c), n_jobs=jobs).fit(matrix, gold)


def _load(model: Path) -> tuple[Any, Any, list[str]]:
    """Return the vectoriser, the classifier and its labels, put together again from plain arrays."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.svm import LinearSVC

    stored = json.loads((model / "words.json").read_text("utf-8"))
    labels: list[str] = stored["labels"]
    with np.load(model / "model.npz", allow_pickle=False) as arrays:
        weights, cuts, idf = arrays["weights"].astype(np.float64), arrays["cuts"], arrays["idf"]
    vectoriser = TfidfVectorizer(vocabulary=stored["words"], **SETTINGS)
    vectoriser.idf_ = idf
    classifier = OneVsRestClassifier(LinearSVC())
    classifier.estimators_ = []
    for row, cut in zip(weights, cuts, strict=True):
        single = LinearSVC()
        single.coef_, single.intercept_ = row[None, :], np.array([cut])
        single.classes_ = np.array([0, 1])
        classifier.estimators_.append(single)
    return vectoriser, classifier, labels


def _write_tags(path: Path, scores: Any, labels: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8") as lines:
        for row in scores:
            tags = [labels[column] for column in (row > 0.0).nonzero()[0]]
            lines.write(json.dumps({"tags": tags}) + "\n")
