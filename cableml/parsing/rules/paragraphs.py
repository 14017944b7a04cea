"""Paragraphs of the body: number, portion mark, the heading they stand under, text."""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import Final, NamedTuple

from cableml import native
from cableml.cable.late_pattern import compile_late
from cableml.parsing.rules.headings import split_heading
from cableml.parsing.rules.marking import parse_mark
from cableml.parsing.rules.open_lines import is_open_above, is_wrapped_number
from cableml.parsing.searching import fold


class RawParagraph(NamedTuple):
    """A paragraph with its place: ``start`` and ``end`` are offsets of its first and last character."""

    text: str
    number: int | None
    marking: str | None
    heading: str | None
    start: int
    end: int


class Body(NamedTuple):
    """All paragraphs of a body in order, its headings, and what was assumed on the way."""

    paragraphs: tuple[RawParagraph, ...]
    headings: tuple[str, ...]
    notes: tuple[tuple[str, int], ...] = ()


# Every line that begins with a number, or with a bracket that may hold a mark. Possessive
# quantifiers keep a line of a million blanks linear; the look at the first character by itself tells
# most lines in one step.
_START: Final = compile_late(
    r"\n[ \t>]*+(?=[\d(¶])(?P<pilcrow>¶[ \t]*+)?+(?:"
    r"(?P<number>\d{1,3}+)(?!\d|[.,]\d|/\d|-\d|%)(?P<dot>[ \t]{0,3}[.):,])?+"
    r"(?:[ \t]{0,12}+[.]?+[ \t]*+\n?+[ \t]{0,12}+"
    r"(?:[(\[{]{1,2}(?P<mark>[^()\[\]{}\n]{1,60})[)\]}]{1,2}|(?P<half>(?:SBU|TS|[SCU])(?:/{1,2}NF)?)\)))?+"
    r"|\((?P<mark2>[^()\n]{1,60})\)[ \t]{0,12}(?:¶[ \t]{0,3})?(?:(?P<number2>\d{1,3})(?!\d)[.)])?+"
    r")[ \t]*+"
)
_INLINE_MARKED: Final = re.compile(r"\u00b6?\d{1,3}\. {0,3}\((?P<mark>[^()\n]{1,40})\) *")
_BEFORE_NUMBER: Final = " \n\u00b6-=."
_MAX_TRIES: Final = 200
# The most that 5,055 development cables hold is 85 (09MEXICO160); the rest stays in the last one.
_MAX_PARAGRAPHS: Final = 5000
# Headings are looked for in more characters than this, so blanks alone are left to `split_heading`.
_BLANK_TAIL: Final = 300


def find_paragraphs(text: str, start: int, end: int) -> Body:
    """Return the paragraphs between two offsets of mended text (page lines already taken out).

    ``start`` is where the head of the cable ends, ``end`` where the signer stands (or the text ends).
    A number continues the sequence, or carries a portion mark or a pilcrow; other numbers at line
    starts are sub-items and stay in their paragraph.
    """
    notes: list[tuple[str, int]] = []
    starts = _choose(text, _candidates(text, start, end), notes)
    starts = _add_inline(text, start, starts, end, notes)
    paragraphs: list[RawParagraph] = []
    headings: list[str] = []
    heading: str | None = None
    first = starts[0][0] if starts else end
    lead, lead_heading = split_heading(text, start, first, whole=bool(starts))
    _add_unnumbered(text, start, lead, paragraphs, headings, numbered=bool(starts))
    if paragraphs:
        heading = paragraphs[-1].heading
    if lead_heading is not None:
        heading = lead_heading
        headings.append(heading)
    last = len(starts) - 1
    cuts = _cut_paragraphs(text, starts)
    for index, (opens, begin, number, marking) in enumerate(starts):
        known = cuts[index] if index < last else None
        if known is not None:
            folded, cut, next_heading = known
        else:
            stop = starts[index + 1][0] if index < last else end
            cut, next_heading = split_heading(text, begin, stop, whole=index < last)
            folded = None
        if folded is None:
            folded = fold(text[begin:cut])
        title = _block_heading(folded) if number is None and index < last else None
        if title is not None and next_heading is None:
            # "(SBU) Next Steps" on a line of its own: a marked heading is a heading all the same.
            heading = title
            headings.append(title)
            continue
        paragraphs.append(_raw(RawParagraph, (folded, number, marking, heading, opens + 1, cut)))
        if next_heading is not None:
            heading = next_heading
            headings.append(heading)
    return Body(tuple(paragraphs), tuple(headings), tuple(notes))


# Plain tuples, as a cable has a dozen of each and named ones take five times as long to build.
# What stands at a line start that may open a paragraph: offset of the newline in front, offset behind it,
# number, what stands in the bracket; whether the number counts without a mark, whether it has a pilcrow and a
# full stop, whether it is written 1) and not 1.; offset behind a number that may go on with the line above
# (or -1), offset of the bracket that opens the text if it holds no mark (or -1).
_Found = tuple[int, int, int | None, str | None, bool, bool, bool, int, int]
# A candidate: the same with the mark that the bracket holds; strong are those with a mark, too.
_Candidate = tuple[int, int, int | None, str | None, bool, bool, int, int]
# A start: offset of the newline in front, offset of the paragraph's first word, number, marking.
_Start = tuple[int, int, int | None, str | None]
_raw = tuple.__new__


def _find_starts(text: str, start: int, end: int) -> list[_Found]:
    """Return what `_START` matches between two offsets, but for numbers that can open no paragraph."""
    kernels = native.kernels
    starts: list[_Found] | None = None
    if kernels is not None:
        starts = kernels.find_starts(text, start, end)
    if starts is not None:
        return starts
    starts = []
    for match in islice(_START.finditer(text, start, end), 4 * _MAX_PARAGRAPHS):
        pilcrow, figures, dot, mark, half, mark2, figures2 = match.groups()
        inside = mark or half or mark2
        counts = figures2 is not None or (figures is not None and (dot is not None or pilcrow is not None))
        if inside is None and not counts:
            continue
        number_text = figures or figures2
        wraps = match.end("number") if figures is not None and pilcrow is None else -1
        opens = match.start("mark") - 1 if mark is not None else match.start("half")
        bracket = dot is not None and dot.endswith(")")
        number = int(number_text) if number_text is not None else None
        strong = pilcrow is not None and dot is not None
        starts.append((match.start(), match.end(), number, inside, counts, strong, bracket, wraps, opens))
    return starts


def _cut_paragraphs(text: str, starts: list[_Start]) -> list[tuple[str | None, int, str | None] | None]:
    """Return (text folded, the offset behind it, the heading behind it) of each start but the last.

    None stands for what is left to `split_heading` and `fold`, which say the same.
    """
    kernels = native.kernels
    if kernels is not None:
        return kernels.cut_paragraphs(text, starts)  # type: ignore[no-any-return]
    cuts: list[tuple[str | None, int, str | None] | None] = []
    for (_, begin, _, _), (stop, _, _, _) in pairwise(starts):
        own = text[begin:stop].rstrip()
        # Most paragraphs end in a sentence and are followed by no heading.
        ends = own.endswith(".") and stop - begin - len(own) < _BLANK_TAIL
        cuts.append((None, begin + len(own), None) if ends else None)
    return cuts


def _candidates(text: str, start: int, end: int) -> list[_Candidate]:
    found: list[_Candidate] = []
    for at, behind, number, inside, counts, strong, bracket, wraps, opens in _find_starts(
        text, max(0, start - 1), end
    ):
        marking = parse_mark(inside) if inside is not None else None
        if marking is not None or counts:
            found.append((at, behind, number, marking, strong or marking is not None, bracket, wraps, opens))
    return found


def _is_blank_above(text: str, at: int) -> bool:
    return at == 0 or not text[text.rfind("\n", max(0, at - 40), at) + 1 : at].strip()


def _choose(text: str, candidates: list[_Candidate], notes: list[tuple[str, int]]) -> list[_Start]:
    chosen: list[_Start] = []
    last = 0
    stops = False
    for _, _, number, _, _, bracket, _, _ in candidates:
        if number is not None and not bracket:
            stops = True
            break
    for index, (at, behind, number, marking, strong, bracket, _, opens) in enumerate(candidates):
        if number is None:
            if chosen and not _is_blank_above(text, at):
                continue
        elif bracket and stops:
            # 09ABUDHABI874: questions 1) (C) ... 2) (C) ... inside the numbered paragraphs.
            continue
        elif number != last + 1:
            if not last:
                # Telegrams of the 1970s often leave the first paragraph without its number.
                second = number == 2 and _later(candidates, index, 3)
                if number >= 100 or not (strong or second):
                    continue
            elif marking is None and not (
                last + 1 < number <= last + 3
                and _is_blank_above(text, at)
                and not _later(candidates, index, last + 1)
            ):
                continue
            else:
                notes.append((_describe_break(number, last), at + 1))
        elif not strong and _is_wrapped(text, candidates, index):
            continue
        # A bracket that is no mark opens the text: 1. (Afghanistan) ...
        begin = opens if marking is None and opens >= 0 else behind
        chosen.append((at, begin, number, marking))
        if number is not None:
            last = number
        if len(chosen) == _MAX_PARAGRAPHS:
            notes.append(
                (f"more than {_MAX_PARAGRAPHS} paragraphs; the rest was left in the last one", at + 1)
            )
            break
    return chosen


def _describe_break(number: int, last: int) -> str:
    if number > last + 1:
        return f"paragraph {number} follows paragraph {last}: numbers are missing"
    if number == last:
        return f"paragraph number {number} stands twice"
    return f"paragraph {number} follows paragraph {last}: the numbers start over"


def _is_wrapped(text: str, candidates: list[_Candidate], index: int) -> bool:
    """Return whether a number without mark goes on with the sentence of the line above it."""
    at, _, number, _, _, _, wraps, _ = candidates[index]
    if wraps < 0:
        return False
    if is_wrapped_number(text, at, wraps):
        return True
    # The paragraph of that number may yet come, in the form that the others have.
    return is_open_above(text, at) and any(
        strong and later == number for _, _, later, _, strong, _, _, _ in candidates[index + 1 : index + 12]
    )


def _later(candidates: list[_Candidate], index: int, number: int) -> bool:
    return any(candidate[2] == number for candidate in candidates[index + 1 : index + 12])


def _add_inline(
    text: str, start: int, starts: list[_Start], end: int, notes: list[tuple[str, int]]
) -> list[_Start]:
    """Return the starts with those added whose number stands inside a line (84 cables)."""
    result: list[_Start] = []
    position = start
    last: int | None = 0
    for behind in [*starts, (end, end, None, None)]:
        following = behind[2]
        if last is not None and following != last + 1:
            while following != last + 1 and len(result) < _MAX_PARAGRAPHS - 1:
                found = _inline_start(text, position, behind[0], last + 1, bare=following is not None)
                if found is None:
                    break
                notes.append((f"paragraph {last + 1} begins inside a line", found[0] + 1))
                result.append(found)
                last, position = last + 1, found[1]
        result.append(behind)
        _, position, last, _ = behind
    result.pop()
    return result


def _inline_start(text: str, start: int, end: int, number: int, *, bare: bool) -> _Start | None:
    """Return where paragraph ``number`` begins inside a line; without a mark only if one is missing."""
    if text.find(f"{number}.", start, end) < 0:
        return None
    for word in (f"{number}. (", f"{number}.  (", f"{number}.(", f"\u00b6{number}. "):
        position = text.find(word, start, end)
        for _ in range(_MAX_TRIES):
            if position < 0:
                break
            match = _INLINE_MARKED.match(text, position)
            if match is not None and text[position - 1] in _BEFORE_NUMBER:
                marking = parse_mark(match["mark"])
                if marking is not None:
                    return position - 1, match.end(), number, marking
            position = text.find(word, position + 1, end)
    if not bare:
        return None
    word = f"{number}. "
    position = text.find(word, start, end)
    for _ in range(_MAX_TRIES):
        if position < 0:
            break
        after = text[position + len(word) :][:3].lstrip() if position + len(word) < end else ""
        before = text[max(start, position - 4) : position].rstrip(" \u00b6")
        if after[:1].isupper() and before[-1:] in ".!?)\"'-=" and text[position - 1] in _BEFORE_NUMBER:
            return position - 1, position + len(word), number, None
        position = text.find(word, position + 1, end)
    return None


_BLANK_LINES: Final = re.compile(r"\n[ \t]*+\n\s*+")


def _add_unnumbered(
    text: str,
    start: int,
    end: int,
    paragraphs: list[RawParagraph],
    headings: list[str],
    *,
    numbered: bool,
) -> None:
    """Add the paragraphs without number: blocks parted by empty lines.

    A block that begins with a small letter goes on with the sentence above it.
    """
    position = start
    heading: str | None = None
    pieces: list[str] = []
    first = last = start
    while position < end:
        match = _BLANK_LINES.search(text, position, end) if len(paragraphs) < _MAX_PARAGRAPHS else None
        stop = match.start() if match is not None else end
        block = fold(text[position:stop])
        at = position
        position = match.end() if match is not None else end
        if not any(map(str.isalnum, block)):
            continue
        # What goes on in small letters behind the empty line was no title.
        title = None if numbered or position >= end or text[position].islower() else _block_heading(block)
        if pieces and title is None and _goes_on(pieces[-1], block):
            pieces.append(block)
            last = stop
            continue
        if pieces:
            paragraphs.append(RawParagraph(" ".join(pieces), None, None, heading, first, last))
            pieces = []
        if title is not None:
            heading = title
            headings.append(title)
            continue
        first, last = at + len(text[at:stop]) - len(text[at:stop].lstrip()), stop
        pieces = [block]
    if pieces:
        paragraphs.append(RawParagraph(" ".join(pieces), None, None, heading, first, last))


def _goes_on(above: str, block: str) -> bool:
    """Return whether a block continues the sentence of the block above it, which a page or empty line cut."""
    return block[0].islower() or above[-1] in ",-" or (len(above) > 60 and above[-1].isalnum())


def _block_heading(block: str) -> str | None:
    bare = block.strip("-=_*~ ")
    underlined = len(block) - len(bare) >= 6
    if not bare or len(bare) > 90:
        return None
    if underlined or (
        len(bare) <= 70 and bare[-1] not in '.,;:!?)"' and bare[0].isupper() and len(bare.split()) <= 10
    ):
        return bare
    return None
