"""Write the tables of the README from results/*.json, or say with --check which differ.

python experiments/bench/tables.py [--check]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from measuring.aims import render_aims
from measuring.bounds_table import render_bounds
from measuring.growth_table import render_growth
from measuring.sides import HERE
from measuring.tables import Result, fill_place, fill_readme, render_stage


def render(name: str, result: Result, folder: Path) -> str:
    """Return the table of a result: a stage's, or that of growth or of the bounds."""
    if name == "bounds":
        return render_bounds(result, folder)
    if name.startswith("growth"):
        return render_growth(result)
    return render_stage(result)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 if a table differs")
    parser.add_argument("--readme", type=Path, default=HERE / "README.md")
    parser.add_argument("--results", type=Path, default=HERE / "results")
    options = parser.parse_args(arguments)
    text = options.readme.read_text("utf-8")
    filled = fill_place(text, "aims", render_aims(options.results))
    filled = fill_readme(filled, options.results, lambda name, result: render(name, result, options.results))
    if options.check:
        if filled != text:
            print(f"{options.readme.name}: a table differs from its result; run tables.py without --check")
        return int(filled != text)
    options.readme.write_text(filled, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
