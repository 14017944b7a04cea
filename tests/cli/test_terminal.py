from __future__ import annotations

import io

import pytest

from cableml.cli.terminal import Terminal, render_progress
from cableml.errors import CorpusError, Location


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_nothing_is_drawn_where_nobody_watches() -> None:
    stream = io.StringIO()
    terminal = Terminal(stream)
    terminal.progress("reading", 5, 10)
    terminal.clear()
    assert stream.getvalue() == ""


def test_a_bar_is_drawn_on_a_terminal_and_wiped_before_a_notice() -> None:
    screen = Screen()
    terminal = Terminal(screen)
    terminal.progress("reading", 5, 10)
    terminal.notice("A sentence.")
    drawn, _, rest = screen.getvalue().partition("5 of 10")
    assert drawn.startswith("\rreading [############............] ")
    assert rest.endswith("\rA sentence.\n")


def test_redrawing_is_held_back_until_a_tenth_of_a_second_passed() -> None:
    screen = Screen()
    terminal = Terminal(screen)
    for done in range(1, 50):
        terminal.progress("reading", done, 100)
    assert screen.getvalue().count("\r") == 1
    terminal.progress("reading", 100, 100)
    assert "100 of 100" in screen.getvalue()


def test_problems_are_counted_and_decide_the_status() -> None:
    stream = io.StringIO()
    terminal = Terminal(stream)
    assert terminal.status == 0
    terminal.problem(CorpusError("is empty.", Location("a.txt")))
    assert (terminal.status, terminal.n_problems, stream.getvalue()) == (1, 1, "a.txt: is empty.\n")


@pytest.mark.parametrize(
    ("done", "total", "seconds", "line"),
    [
        (0, 0, 0.0, "stage  0:00"),
        (1200, 0, 75.0, "stage 1,200  1:15"),
        (25, 100, 10.0, "stage [######..................] 25 of 100  0:30 left"),
        (100, 100, 40.0, "stage [########################] 100 of 100"),
        (0, 100, 0.0, "stage [........................] 0 of 100"),
    ],
)
def test_a_progress_line_says_how_far_and_how_long(done: int, total: int, seconds: float, line: str) -> None:
    assert render_progress("stage", done, total, seconds) == line
