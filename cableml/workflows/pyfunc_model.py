"""MLflow's way in: a model folder as a pyfunc that takes raw cable texts and gives JSON.

`_load_pyfunc` is the name that MLflow calls. Nothing here imports mlflow, and nothing is unpickled.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cableml.errors import CablemlError, UsageError

if TYPE_CHECKING:
    from cableml.models.cable_model import CableModel

EXAMPLE = """UNCLASSIFIED

FM AMEMBASSY EXAMPLE
TO SECSTATE WASHDC

SUBJECT: MINISTER OF TRADE ASKS FOR TALKS ON TARIFFS

1. The minister of trade told the ambassador on May 2 that his government wishes to begin talks on
tariffs for textiles before the end of the year.

2. Comment: Elections are due in autumn, and exporters press for an agreement. End comment.
"""
"""An invented cable, kept with each logged model to try it on."""


class TextModel:
    """Scores raw cable texts with one model."""

    def __init__(self, model: CableModel) -> None:
        self._model = model

    def predict(self, model_input: Any, params: dict[str, Any] | None = None) -> list[str]:
        """Return one JSON object a text, as ``cableml predict --format jsonl`` prints it.

        ``model_input`` is a list of texts or a table whose first column holds them. A text that is no
        cable gives ``{"error": ...}`` in its place.
        """
        return [self._predict_text(text) for text in _read_texts(model_input)]

    def _predict_text(self, text: str) -> str:
        from cableml.parsing.parser import parse_cable
        from cableml.workflows.predict import predict_batch

        try:
            cable = parse_cable(text)
        except CablemlError as error:
            return json.dumps({"error": str(error)}, ensure_ascii=False)
        predicted = next(iter(predict_batch([cable], [self._model])))
        return json.dumps(predicted.to_json(), ensure_ascii=False)


def _read_texts(model_input: Any) -> list[str]:
    if hasattr(model_input, "iloc"):
        if model_input.shape[1] != 1:
            raise UsageError(
                f"a table with one column of cable texts is expected, found {model_input.shape[1]}."
            )
        model_input = model_input.iloc[:, 0].tolist()
    if isinstance(model_input, str) or not all(isinstance(text, str) for text in model_input):
        raise UsageError("a list of cable texts is expected; put a single text into a list.")
    return list(model_input)


def _load_pyfunc(data_path: str) -> TextModel:
    """Return the model that MLflow serves; ``data_path`` is the model folder."""
    from pathlib import Path

    from cableml.models.model_folder import load_model

    return TextModel(load_model(Path(data_path)))
