"""A model folder as an MLflow model: signature, example, pinned requirements, nothing pickled.

MLflow's own call for this names the user and the program in the model's tags and has the model
registered before it is whole; here a model is marked ready last, and failed if anything stops it.
"""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from cableml.tracking.tracker import RunRecord

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

LOADER_MODULE = "cableml.workflows.pyfunc_model"
NAME = "model"
_PINNED = ("cableml", "numpy", "mlflow")


def log_model(client: MlflowClient, experiment_id: str, run_id: str, run: RunRecord) -> str:
    """Return the id of the run's model, uploaded and ready.

    Raises: what MLflow raises; the model is then marked as failed, so that nobody takes it for whole.
    """
    from mlflow.entities import LoggedModelOutput, LoggedModelStatus

    created = client.create_logged_model(
        experiment_id,
        name=NAME,
        source_run_id=run_id,
        tags={"task": run.task, "version": run.model_version},
        model_type=f"cableml {run.task}",
    )
    model_id = str(created.model_id)
    status = LoggedModelStatus.FAILED
    try:
        with tempfile.TemporaryDirectory(prefix="cableml-") as parent:
            folder = Path(parent, NAME)
            _write_model(folder, model_id, run_id, run)
            client.log_model_artifacts(model_id, str(folder))
        status = LoggedModelStatus.READY
    finally:
        client.finalize_logged_model(model_id, status)
    client.log_outputs(run_id, [LoggedModelOutput(model_id, 0)])
    return model_id


def _write_model(folder: Path, model_id: str, run_id: str, run: RunRecord) -> None:
    import mlflow.pyfunc
    from mlflow.models import Model, ModelSignature
    from mlflow.types import ColSpec, DataType, Schema

    text = Schema([ColSpec(DataType.string)])
    with warnings.catch_warnings():
        # Without an example MLflow asks for one in yellow letters.
        warnings.filterwarnings("ignore", message=".*An input example was not provided")
        mlflow.pyfunc.save_model(
            folder,
            loader_module=LOADER_MODULE,
            data_path=str(run.model_folder),
            signature=ModelSignature(inputs=text, outputs=text),
            input_example=[run.input_example] if run.input_example else None,
            pip_requirements=[f"{name}=={run.versions[name]}" for name in _PINNED],
            metadata={"task": run.task, "version": run.model_version},
            mlflow_model=Model(run_id=run_id, model_id=model_id),
        )
