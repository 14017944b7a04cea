"""``cableml experiment``: options of training what an experiment compares."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    folder: Annotated[
        str, typer.Argument(metavar="FOLDER", help="Holds experiment.yaml, such as experiments/fields.")
    ],
    corpus: Annotated[
        list[str] | None,
        typer.Option(
            "--corpus",
            metavar="PATH",
            help="Cables to use instead of the configs': file, folder or - ; may be repeated.",
        ),
    ] = None,
    group: Annotated[
        str | None,
        typer.Option("--group", metavar="NAME", help="Tag of the runs.  [default: the folder's name]"),
    ] = None,
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs",
            metavar="N",
            min=0,
            help="Threads of each training; decides no figure.  [default: jobs of the configs]",
            show_default=False,
        ),
    ] = 0,
    fresh: Annotated[bool, typer.Option("--fresh", help="Train again what is tracked already.")] = False,
    no_report: Annotated[
        bool, typer.Option("--no-report", help="Train alone; the README stays as it is.")
    ] = False,
) -> int:
    """Train every variant of an experiment that is not tracked yet, and write its README from the runs.

    \b
    Examples:
      cableml experiment experiments/fields --corpus cables.csv.gz
      cableml experiment experiments/estimators               on the demo corpus, as its configs say

    Each variant is a run of its own, with the experiment's name as its group. Interrupted, the same
    command goes on with the variants that are missing. A variant whose settings have changed is trained
    again; one that another experiment has trained already is not. After a change of code: --fresh. Models
    are kept in the run store alone.
    """
    from pathlib import Path

    from cableml.cli.report import refresh
    from cableml.cli.terminal import Terminal
    from cableml.config.experiment import load_experiment
    from cableml.tracking.mlflow_tracker import MlflowTracker
    from cableml.workflows.experiment import ExperimentRequest, run_experiment

    terminal = Terminal()
    experiment = load_experiment(Path(folder))
    request = ExperimentRequest(Path(folder), tuple(corpus or ()), group, jobs, fresh)
    try:
        n_runs = run_experiment(request, experiment, MlflowTracker(), terminal)
    finally:
        terminal.clear()
    terminal.notice(f"{n_runs:,} runs were made; the group is {request.group_name}.")
    if not no_report:
        refresh(Path(folder), group, from_file=False, terminal=terminal)
    return terminal.status
