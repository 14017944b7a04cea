from __future__ import annotations

import pytest

from cableml.config.edit_yaml import edit_yaml, render_scalar

TEXT = """\
# What this is
model:
  c: 1.0 # larger: closer
  estimator: 'ridge'   # quoted
features:
  - { field: text, weight: 1.0 } # first
  - field: subject
    weight: 0.5
empty:
"""


def test_values_are_replaced_and_everything_else_stays() -> None:
    changes = {
        ("model", "c"): 0.25,
        ("model", "estimator"): "squared_hinge",
        ("features", 0, "weight"): 12,
        ("features", 1, "weight"): None,
    }
    assert edit_yaml(TEXT, changes) == (
        TEXT.replace("c: 1.0", "c: 0.25")
        .replace("'ridge'", "squared_hinge")
        .replace("text, weight: 1.0", "text, weight: 12")
        .replace("weight: 0.5", "weight: null")
    )
    assert edit_yaml(TEXT, {}) == TEXT


@pytest.mark.parametrize(
    "changes",
    [
        {("model", "seed"): 1},
        {("features", 2, "weight"): 1},
        {("model",): 1},
        {("model", "c", "x"): 1},
        {("model", "c"): [1, 2]},
        {("empty",): 1},
    ],
)
def test_what_is_not_written_out_as_a_single_value_cannot_be_edited(
    changes: dict[tuple[str, ...], object],
) -> None:
    assert edit_yaml(TEXT, changes) is None  # type: ignore[arg-type]


def test_single_values_are_written_as_a_config_reads_them() -> None:
    from cableml.config.line_map import read_yaml

    for value in (0.5, 1e-5, 3, True, None, "body", "null", "NO", "1.5", "a: b", ""):
        assert read_yaml(f"x: {render_scalar(value)}", "").value == {"x": value}
