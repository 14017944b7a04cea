"""Fuzz decoding, splitting, reading, parsing and blinding with inputs that new branches of the code choose.

    python experiments/fuzz/fuzz_parse.py FOLDER -max_total_time=1200

FOLDER receives the inputs worth keeping (``corpus``) and the findings (``findings``: the input, and the
traceback beside it). The property: each input of up to 64 KB returns or raises `CablemlError`, in less
than two seconds of processor time. A finding does not end the run; one place in the code is kept once.
"""

from __future__ import annotations

import atexit
import hashlib
import sys
import time
import traceback
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["cableml"]):
    from cableml import blind, parse_cable
    from cableml.cable.cable import Cable
    from cableml.corpus.decoding import decode_pieces, detect_encoding, mend_encoding
    from cableml.corpus.demo import generate_demo
    from cableml.corpus.reading import read_cables
    from cableml.errors import CablemlError
    from cableml.parsing.cables_in_text import split_cables

from mutate import mutate_cable, seed_inputs

MAX_BYTES = 1 << 16
MAX_SECONDS = 2.0
MODES = 3


class SlowInputError(Exception):
    """An input took longer than it may."""


class WrongResultError(Exception):
    """An input gave a result that contradicts itself."""


class Target:
    """One input at a time through the part of the package that its first byte names."""

    def __init__(self, folder: Path) -> None:
        self.findings = folder / "findings"
        self.findings.mkdir(parents=True, exist_ok=True)
        self.file = folder / "input"
        self.executions = 0
        self.refused = 0
        self.slowest = 0.0
        self.seen: set[str] = set()

    def __call__(self, data: bytes) -> None:
        """Run one input; findings are written down, and the run goes on."""
        self.executions += 1
        started = time.process_time()
        try:
            self._run(data)
            seconds = time.process_time() - started
            if seconds > self.slowest:
                self.slowest = seconds
                (self.findings.parent / "slowest").write_bytes(data)
            if seconds > MAX_SECONDS:
                raise SlowInputError(f"{seconds:.1f} s for {len(data)} bytes")
        except CablemlError:
            self.refused += 1
        except Exception as error:
            self._keep(data, error)

    def _run(self, data: bytes) -> None:
        mode, content = data[:1], data[1:]
        number = mode[0] % MODES if mode else 0
        if number == 0:
            codec, n_mark = detect_encoding(content)
            text, _ = mend_encoding("".join(decode_pieces([content[n_mark:]], codec)))
            check_cable(parse_cable(text), text)
        elif number == 1:
            text = content.decode("utf-8", "replace")
            if "".join(split_cables(text)) != text:
                raise WrongResultError("the parts of a split text are not the text")
        else:
            self.file.write_bytes(content)
            for cable in read_cables([self.file], on_problem=lambda problem: str(problem)):
                check_cable(cable, cable.text)

    def _keep(self, data: bytes, error: Exception) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{type(error).__name__} {Path(frames[-1].filename).name}:{frames[-1].lineno}"
        if isinstance(error, SlowInputError):
            place = f"SlowInputError {len(self.seen)}" if len(self.seen) < 20 else "SlowInputError"
        if place in self.seen:
            return
        self.seen.add(place)
        name = self.findings / hashlib.sha1(data).hexdigest()[:12]
        name.with_suffix(".bin").write_bytes(data)
        name.with_suffix(".txt").write_text(
            f"{place}\n\n{''.join(traceback.format_exception(error))}", encoding="utf-8"
        )
        print(f"FINDING {place}: {error}", flush=True)

    def report(self, started: float) -> None:
        """Print what the run has done so far."""
        minutes = (time.monotonic() - started) / 60
        print(
            f"{self.executions} executions in {minutes:.1f} minutes, {self.refused} refused, "
            f"{len(self.seen)} findings, slowest {self.slowest:.2f} s",
            flush=True,
        )


def check_cable(cable: Cable, text: str) -> None:
    """Raise `WrongResultError` where a cable contradicts its text or itself."""
    n_lines = text.count("\n") + text.count("\r") + 1
    spans = [*cable.spans.values(), *(part.span for part in cable.paragraphs if part.span is not None)]
    for span in spans:
        if not 1 <= span.first <= span.last <= n_lines and text:
            raise WrongResultError(f"{span} in a text of {n_lines} lines")
    cable.to_json()
    blind(cable)


def main() -> None:
    """Fill the corpus where it is empty, and fuzz until the time is over."""
    folder = Path(sys.argv[1])
    corpus = folder / "corpus"
    if not corpus.is_dir():
        corpus.mkdir(parents=True)
        for number, data in enumerate(seed_inputs(list(generate_demo(60, 11)), MODES)):
            (corpus / f"seed{number:04}").write_bytes(data[:MAX_BYTES])
    target = Target(folder)
    started = time.monotonic()
    atexit.register(target.report, started)
    next_report = [started + 60]
    demo = [cable.text for cable in generate_demo(200, 12)]

    def run(data: bytes) -> None:
        target(data)
        if time.monotonic() > next_report[0]:
            next_report[0] = time.monotonic() + 60
            target.report(started)

    def mutate(data: bytes, max_size: int, seed: int) -> bytes:
        rng = Random(seed)
        if rng.random() < 0.5:
            return bytes(atheris.Mutate(data, max_size))
        return mutate_cable(data, rng, demo)[:max_size]

    limits = (f"-max_len={MAX_BYTES}", "-timeout=120", "-report_slow_units=60", "-rss_limit_mb=0")
    arguments = [
        sys.argv[0],
        str(corpus),
        *limits,
        f"-artifact_prefix={target.findings}/",
        "-print_final_stats=1",
    ]
    atheris.Setup([*arguments, *sys.argv[2:]], run, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
