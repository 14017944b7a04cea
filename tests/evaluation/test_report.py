from __future__ import annotations

import numpy as np

from cableml.evaluation.levels import score_levels
from cableml.evaluation.multilabel import TagsReport, score_tags
from cableml.evaluation.report import render_levels_report, render_tags_report
from cableml.evaluation.report_tables import render_count, render_metrics, render_notes, render_table

LEVELS = ["UNCLASSIFIED", "UNCLASSIFIED//FOUO", "CONFIDENTIAL", "SECRET"]


def build_report(n_cables: int = 40, outside: bool = True, **options: int) -> TagsReport:
    """PREL is always right, PGOV always missed, JA always falsely assigned, CH never seen."""
    labels = ["PREL", "PGOV", "JA", "CH"]
    probabilities = np.tile(np.array([[0.9, 0.2, 0.8, 0.1]]), (n_cables, 1))
    gold = [{"PREL", "PGOV", "VTPREL"} if outside else {"PREL", "PGOV"}] * n_cables
    return score_tags(
        gold, probabilities, probabilities > 0.5, labels, [0.5] * 4, **{"bootstrap": 0, **options}
    )


def section(text: str, heading: str) -> list[str]:
    """Return the lines of one section of a report, without its heading."""
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(heading))
    rest = lines[start + 2 :]
    return rest[: rest.index("")] if "" in rest else rest


def test_tags_report_opens_with_counts() -> None:
    text = render_tags_report(build_report(), "TAGS: model one")
    assert text.splitlines()[:4] == [
        "TAGS: model one",
        "===============",
        "40 cables with 120 gold tags scored against 4 labels; 80 tags assigned. "
        "No intervals were asked for.",
        "",
    ]


def test_tags_report_shows_each_headline_with_its_interval() -> None:
    generator = np.random.default_rng(0)
    probabilities = generator.random((60, 2))
    gold = [{"PREL"} if flag else {"PGOV"} for flag in probabilities[:, 0] > 0.6]
    report = score_tags(gold, probabilities, probabilities > 0.5, ["PREL", "PGOV"], None, bootstrap=100)
    interval = report.intervals["micro_f1"]
    value = report.metrics["micro_f1"]
    shown = f"{value:.3f}  [{interval.low:.3f}, {interval.high:.3f}]"
    text = render_tags_report(report)
    assert f"micro-F1, all gold tags   {shown}" in text
    assert "95 % interval, bootstrap over cables, 100 replicates." in text.replace("\n", " ")


def test_best_and_worst_tags_are_named_with_support_and_meaning() -> None:
    text = render_tags_report(build_report())
    best, worst = section(text, "Best tags"), section(text, "Worst tags")
    assert best[0].split() == [
        "tag",
        "F1",
        "precision",
        "recall",
        "gold",
        "assigned",
        *["what", "it", "stands", "for"],
    ]
    assert best[1].split()[:6] == ["PREL", "1.000", "1.000", "1.000", "40", "40"]
    assert best[1].endswith("External political relations")
    assert worst[1].split()[:6] == ["PGOV", "0.000", "0.000", "0.000", "40", "0"]
    assert len(best) == len(worst) == 2


def test_worst_tags_are_the_frequent_ones_among_equals() -> None:
    labels = ["PREL", "PGOV", "JA", "CH"]
    probabilities = np.tile(np.array([[0.9, 0.1, 0.1, 0.1]]), (30, 1))
    gold = [{"PREL", "PGOV"} if number < 12 else {"PREL", "JA", "CH"} for number in range(30)]
    report = score_tags(gold, probabilities, probabilities > 0.5, labels, None, bootstrap=0)
    text = render_tags_report(report, show=2)
    assert [line.split()[0] for line in section(text, "Worst tags")[1:]] == ["JA", "PGOV"]
    assert "(of 4 with at least 10 gold cables)" in text


def test_tags_with_few_gold_cables_are_not_ranked() -> None:
    text = render_tags_report(build_report(n_cables=9))
    assert "No tag has 10 gold cables here: too few to name best and worst tags." in text
    assert "Best tags" not in text


def test_unknown_labels_are_called_unknown_and_not_none() -> None:
    lines = " ".join(section(render_tags_report(build_report(n_unknown=156)), "What is left out"))
    assert "156 cables have no TAGS line: the tags are unknown (not none)" in lines


def test_gold_tags_that_cannot_be_predicted_are_counted_and_named() -> None:
    lines = " ".join(section(render_tags_report(build_report()), "What is left out"))
    assert "40 gold tags (33.3%) can never be predicted: 1 tag outside the model's labels" in lines
    assert "VTPREL (40)" in lines
    assert "2 labels of the model have no gold cable here" in lines


def test_dropped_tags_are_grouped_by_reason() -> None:
    dropped = {"VTPREL": (1, "fewer than 5 cables"), "KXYZ": (4, "fewer than 5 cables"), "A": (9, "no code")}
    lines = section(
        render_tags_report(build_report(), dropped=dropped, notes=["One more."]), "What is left out"
    )
    assert (
        "- 2 tags of the training cables dropped: fewer than 5 cables. With training cables: KXYZ (4), "
        "VTPREL (1)." in " ".join(line.strip() for line in lines)
    )
    assert "- 1 tag of the training cables dropped: no code. With training cables: A (9)." in lines
    assert lines[-1] == "- One more."


def test_nothing_left_out_is_said() -> None:
    probabilities = np.array([[0.9]])
    report = score_tags([{"PREL"}], probabilities, probabilities > 0.5, ["PREL"], None, bootstrap=0)
    assert section(render_tags_report(report), "What is left out") == [
        "- Nothing: every cable was scored and every gold tag is a label of the model."
    ]


def test_levels_report_shows_confusion_with_gold_in_rows() -> None:
    probabilities = np.array([[0.7, 0.1, 0.1, 0.1], [0.1, 0.1, 0.7, 0.1], [0.1, 0.1, 0.6, 0.2]])
    report = score_levels(
        ["UNCLASSIFIED", "CONFIDENTIAL", "SECRET"], probabilities, [0, 2, 2], LEVELS, bootstrap=0
    )
    table = section(render_levels_report(report), "Confusion (rows: gold")
    assert [line.split() for line in table] == [
        ["gold", "UNCLASSIFIED", "FOUO", "CONFIDENTIAL", "SECRET"],
        ["UNCLASSIFIED", "1", "0", "0", "0"],
        ["UNCLASSIFIED//FOUO", "0", "0", "0", "0"],
        ["CONFIDENTIAL", "0", "0", "1", "0"],
        ["SECRET", "0", "0", "1", "0"],
    ]


def test_levels_report_says_why_a_metric_is_missing_and_what_was_left_out() -> None:
    probabilities = np.tile([0.1, 0.1, 0.1, 0.7], (3, 1))
    report = score_levels(["SECRET"] * 3, probabilities, [3] * 3, LEVELS, n_unknown=2)
    text = render_levels_report(report, notes=["One more."])
    assert "  ROC AUC, classified    none                  all 3 gold cables are classified" in text
    left_out = section(text, "What is left out")
    assert left_out[0].startswith("- 2 cables bear no marking that could be read: their level is unknown")
    assert left_out[-1] == "- One more."


def test_no_report_is_wider_than_one_hundred_columns() -> None:
    labels = ["A" * 60, "UNGA/C-5", "IMCO", "PREL"]
    probabilities = np.random.default_rng(0).random((50, 4))
    gold = [{label for label in labels if hash_free(label, number)} | {"X" * 70} for number in range(50)]
    report = score_tags(gold, probabilities, probabilities > 0.5, labels, None, n_unknown=12345, bootstrap=20)
    tags_text = render_tags_report(report, dropped={"Y" * 40: (3, "word " * 60)}, notes=["long words " * 40])
    every_level = [
        "UNCLASSIFIED",
        "LIMITED OFFICIAL USE",
        "UNCLASSIFIED//FOUO",
        "CONFIDENTIAL",
        "SECRET",
        "TOP SECRET",
    ]
    levels_report = score_levels(
        every_level * 3, np.full((18, 6), 1 / 6), [0] * 18, every_level, bootstrap=20, n_unknown=5
    )
    one_sided = score_levels(["SECRET"], np.array([[0.0, 1.0]]), [1], ["UNCLASSIFIED", "SECRET"])
    for text in (tags_text, render_levels_report(levels_report), render_levels_report(one_sided)):
        assert max(map(len, text.splitlines())) <= 100
        assert not any(line != line.rstrip() for line in text.splitlines())


def hash_free(label: str, number: int) -> bool:
    return (len(label) * 7 + number * 3) % 5 < 2


def test_counts_agree_with_their_noun() -> None:
    assert [render_count(number, "cable") for number in (0, 1, 1501)] == [
        "0 cables",
        "1 cable",
        "1,501 cables",
    ]


def test_a_metric_without_a_value_shows_its_remark() -> None:
    assert render_metrics([("auc", "AUC", "one class")], {"auc": None}, {}) == [
        "  AUC    none                  one class"
    ]


def test_a_long_last_column_is_cut() -> None:
    lines = render_table(("tag", "meaning"), [("PREL", "x" * 200)], left=(0, 1))
    assert lines[1] == "  PREL  " + "x" * 89 + "..."


def test_notes_are_wrapped_under_their_bullet() -> None:
    assert render_notes(["word " * 30], "- ")[1].startswith("  word")
