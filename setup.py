"""Compile what runs for every cable while cableml is installed, where that is possible.

Two groups, each built whole or left out, so that an installation without a compiler works and is only slower:

- The parser and the blinding, what reads a dump before them, what reads fields of blind cables and what
  writes predictions are ordinary typed Python, of which mypyc makes C. Left as they are in an editable
  install, where a compiled module would hide what is changed.
- ``cableml.native`` is C by hand for the loops of features and predicting; numpy does the same without it.

``CABLEML_COMPILE=0`` leaves out both.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

HERE = Path(__file__).parent
COMPILED = [
    "cableml/cable/blind.py",
    "cableml/cable/cable_id.py",
    "cableml/cable/marking_hints.py",
    "cableml/cable/marking_patterns.py",
    "cableml/cable/marking_stages.py",
    "cableml/cable/markings.py",
    "cableml/cable/records.py",
    "cableml/cable/tag.py",
    "cableml/cli/render_prediction.py",
    "cableml/corpus/csv_dump.py",
    "cableml/corpus/csv_rows.py",
    "cableml/corpus/reading.py",
    "cableml/features/field_text.py",
    "cableml/parsing/*.py",
    "cableml/parsing/rules/*.py",
]

BUILDING = {"bdist_wheel", "build", "build_ext", "install"}
"""The commands that make a package to use; others only ask about it, or leave the sources in place."""

KERNELS = Extension(
    "cableml.native._kernels",
    sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("cableml/native/*.c")),
    depends=[
        "cableml/native/kernels.h",
        "cableml/native/growing.h",
        "cableml/native/counter.h",
        "cableml/native/letters.h",
    ],
    # No contraction: a sum must have the same bits as numpy's.
    extra_compile_args=["-O3", "-std=c11", "-ffp-contract=off", "-fno-strict-aliasing"],
    libraries=["m"],
    py_limited_api=True,
    optional=True,
)


def find_modules() -> list[str]:
    """Return the modules to compile, without packages' own files and tables of data, which gain nothing."""
    found = sorted(path for pattern in COMPILED for path in HERE.glob(pattern))
    return [path.relative_to(HERE).as_posix() for path in found if not path.name.startswith("_")]


def compile_modules() -> list[Extension]:
    """Return what is to be compiled by mypyc; nothing where it is missing or not wanted."""
    if not BUILDING.intersection(sys.argv):
        return []
    try:
        from mypyc.build import mypycify
    except ImportError:
        _say("mypyc is not at hand: the parser and the blinding stay plain Python, half as fast.")
        return []
    options = ["--config-file=", "--ignore-missing-imports", "--follow-imports=silent"]
    try:
        modules: list[Extension] = mypycify([*options, *find_modules()], opt_level="3", group_name="cableml")
    except SystemExit:
        _say("mypyc refuses the modules: the parser and the blinding stay plain Python, half as fast.")
        return []
    return modules


class BuildWhatCanBeBuilt(build_ext):
    """Builds every group of extensions whole, or leaves it out."""

    def build_extensions(self) -> None:
        """Build the extensions; a group of which one cannot be built is taken away again."""
        for group in GROUPS:
            if group and not self._build_group(group):
                self.extensions = [one for one in self.extensions if one not in group]

    def _build_group(self, group: list[Any]) -> bool:
        from setuptools.errors import BaseError, CCompilerError

        try:
            for extension in group:
                self.build_extension(extension)
        except (BaseError, CCompilerError, OSError) as error:
            _say(f"no compiled code ({error}): plain Python is installed, slower.")
            for extension in group:
                Path(self.get_ext_fullpath(extension.name)).unlink(missing_ok=True)
            return False
        return True


def _say(line: str) -> None:
    sys.stderr.write(f"cableml: {line}\n")


WANTED = os.environ.get("CABLEML_COMPILE", "1") != "0"
GROUPS = [[KERNELS], compile_modules()] if WANTED else []
setup(
    ext_modules=[extension for group in GROUPS for extension in group],
    cmdclass={"build_ext": BuildWhatCanBeBuilt},
)
