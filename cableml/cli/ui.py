"""``cableml ui``: the run store in a browser."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port on this machine.")] = 5000,
) -> int:
    """Show the training runs in MLflow's user interface, on this machine only; stop it with Ctrl-C.

    It opens the store that train writes to: mlflow.db in the working directory, or MLFLOW_TRACKING_URI.
    """
    from cableml.cli.terminal import Terminal
    from cableml.tracking.store import find_store
    from cableml.workflows.ui import serve_ui

    terminal = Terminal()
    return serve_ui(find_store(), port, terminal)
