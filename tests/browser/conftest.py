"""A store with five runs, ``cableml ui`` on it, and a headless Chromium that may not leave the machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

SMALL = (
    "demo.cables=160",
    "evaluation.bootstrap=20",
    "second_stage=null",
    "decision.folds=2",
    "labels_min_cables=6",
    "model.estimator=squared_hinge",
    "jobs=1",
)
VARIANTS: dict[str, tuple[str, ...]] = {
    "wide": (),
    "weak": ("model.c=0.05",),
    "body": ("fields=body",),
    "ridge": ("model.estimator=ridge",),
    "global": ("decision.rule=global",),
}
"""The five runs; each but the first differs from it in one setting."""

_READY_SECONDS = 180
_PAGE_SECONDS = 90
SCREENSHOTS = "CABLEML_SCREENSHOTS"
"""The environment variable that names a folder for pictures of the pages; without it none are kept."""


@pytest.fixture(scope="session")
def chromium() -> str:
    """The system's Chromium; skips where it or playwright is missing."""
    pytest.importorskip("playwright.sync_api", reason="playwright is missing: pip install '.[browser]'")
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("there is no chromium on this machine")
    return found


@pytest.fixture(scope="session")
def five_runs(
    chromium: str, checkout: Path, tmp_path_factory: pytest.TempPathFactory, empty_run_store: Path
) -> Path:
    """A folder with a run store of five small trainings, of which ``wide`` is promoted to champion."""
    from cableml.config.load import load_config
    from cableml.tracking.mlflow_tracker import MlflowTracker
    from cableml.tracking.run_reader import read_runs
    from cableml.tracking.store import find_store
    from cableml.workflows.listener import SilentListener
    from cableml.workflows.train import TrainRequest, train

    folder = tmp_path_factory.mktemp("browser")
    shutil.copy(empty_run_store, folder / "mlflow.db")
    store = find_store(folder)
    for name, more in VARIANTS.items():
        config = load_config(checkout / "configs" / "tags.yaml", [*SMALL, f"name={name}", *more])
        outcome = train(TrainRequest(config, output=folder / name), MlflowTracker(store), SilentListener())
        assert outcome.tracking_problem is None
    wide = next(run for run in read_runs(store) if run.name.startswith("wide:"))
    subprocess.run(
        [sys.executable, "-m", "cableml", "promote", wide.id, "--alias", "champion"],
        cwd=folder,
        env=plain_environment(),
        check=True,
        capture_output=True,
        timeout=_READY_SECONDS,
    )
    return folder


@pytest.fixture(scope="session")
def runs(five_runs: Path) -> dict[str, Any]:
    """What the store holds: each run by the name of its variant."""
    from cableml.tracking.run_reader import read_runs
    from cableml.tracking.store import find_store

    found = {run.name.partition(":")[0]: run for run in read_runs(find_store(five_runs))}
    assert set(found) == set(VARIANTS)
    return {name: found[name] for name in VARIANTS}


@dataclass(frozen=True)
class Interface:
    """A running ``cableml ui``: where it is, and the lines that it printed."""

    base: str
    lines: tuple[str, ...]

    @property
    def runs_link(self) -> str:
        """The address of the runs of cableml-tags, as printed."""
        (line,) = [line for line in self.lines if line.startswith("cableml-tags: ")]
        return line.partition(": ")[2]


@pytest.fixture(scope="session")
def interface(five_runs: Path) -> Iterator[Interface]:
    """``cableml ui`` on the five runs, ended in the end by its pid, which it takes as it does Ctrl-C."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    printed = five_runs / "ui.txt"
    with printed.open("wb") as stream:
        server = subprocess.Popen(
            [sys.executable, "-m", "cableml", "ui", "--port", str(port)],
            cwd=five_runs,
            env=plain_environment(),
            stdout=stream,
            stderr=stream,
        )
    try:
        deadline = time.monotonic() + _READY_SECONDS
        while "Stop it with Ctrl-C." not in printed.read_text("utf-8"):
            assert server.poll() is None, printed.read_text("utf-8")
            assert time.monotonic() < deadline, "cableml ui was not ready in time"
            time.sleep(0.5)
        yield Interface(f"http://127.0.0.1:{port}/", tuple(printed.read_text("utf-8").splitlines()))
        server.terminate()
        assert server.wait(30) == 0
    finally:
        if server.poll() is None:
            server.kill()
            server.wait()


@dataclass
class Browser:
    """A headless browser; ``requests`` are all addresses asked for, ``errors`` what scripts threw."""

    context: Any
    base: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, address: str, words: Sequence[str], picture: str) -> Any:
        """Return a fresh page of the address once all the words stand on it."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(address if address.startswith("http") else self.base + address)
        wait_for(page, words)
        self.keep(page, picture)
        return page

    def keep(self, page: Any, picture: str) -> None:
        """Keep a picture of the page where the environment names a folder for it."""
        folder = os.environ.get(SCREENSHOTS)
        if folder:
            page.wait_for_timeout(1500)
            page.screenshot(path=Path(folder, f"{picture}.png"))


def wait_for(page: Any, words: Sequence[str]) -> None:
    """Wait until all the words stand on the page, and say which do not."""
    from playwright.sync_api import TimeoutError as TooLate

    try:
        page.wait_for_function(
            "words => words.every(word => document.body.innerText.includes(word))",
            arg=list(words),
            timeout=_PAGE_SECONDS * 1000,
        )
    except TooLate:
        text = page.inner_text("body")
        missing = [word for word in words if word not in text]
        pytest.fail(f"not on the page: {missing}; it says: {text[:3000]}")


@pytest.fixture(scope="session")
def browser(chromium: str, interface: Interface) -> Iterator[Browser]:
    """Chromium with a profile of its own, to which every name but loopback is unknown."""
    from playwright.sync_api import sync_playwright

    flags = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-gpu"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium, args=flags, chromium_sandbox=os.geteuid() != 0
        )
        context = started.new_context(viewport={"width": 1920, "height": 1080})
        opened = Browser(context, interface.base)
        context.on("request", lambda request: opened.requests.append(request.url))
        yield opened
        started.close()


def plain_environment() -> dict[str, str]:
    """Return the environment of a command: the store is the one of its working directory."""
    return {name: value for name, value in os.environ.items() if name != "MLFLOW_TRACKING_URI"}
