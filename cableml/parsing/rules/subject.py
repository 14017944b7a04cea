"""The subject line: the cable's title, however many lines it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from cableml.cable.late_pattern import compile_late
from cableml.parsing.finding import Finding

# With a colon the label may stand anywhere; without one only at a line start. The word LINE
# behind it belongs to a correction notice (10STATE2634).
_LABEL: Final = re.compile(
    r"subj(?:ect)?(?:([ \t]{0,3}[:;](?!\S*/))|(?=[ \t\n.,-])(?![ \t]+(?:line|to|of|matter)\b)[.,-]?)"
)
_HEAD_ABOVE: Final = re.compile(r"TAGS|E\.? ?O\.? ?1|DECL:")
_SLIP: Final = compile_late(r"^[ \t\"¶]{0,8}([SUBJECTV]{5,9})[ \t]{0,3}[:;]", re.IGNORECASE | re.MULTILINE)
# The first words of posts of several words, as page lines spell them.
_POST: Final = (
    r"(?:(?:ABU|ADDIS|AU|BANDAR|BELIZE|BUENOS|CAPE|CHI|CIUDAD|DAR|DE|EFTO|ES|GUATEMALA|HO|HONG|KUALA|KUWAIT|LA|MEXICO"
    r"|MINH|NEW|NUEVO|OF|PANAMA|PHNOM|PORT|RIO|SAN|SANTO|SAO|SERI|ST|TEL|THE|UNVIE|US|USUN|VATICAN) ){0,3}"
    r"[A-Z][A-Z.']{1,15}"
)
# Without one of these, or a run of figures, nothing of `_STOP` stands in a line.
_STOP_WORDS: Final = (
    *("REF", "CLASSIFIED", "DERIVED FROM", "SENSITIVE BUT", "NOT FOR INTERNET", "THIS ", "INDEX:", "SIPDIS"),
    *("TAGS:", "E.O. 1", "C O N F I", "S E C R E T", "U N C L A S", "UNCLAS ", "-----", "=====", "_____"),
    *("¶", "1. (", "1.("),
)
_FIGURES: Final = re.compile(r"[0-9]\d{7}")
# What ends the title inside a line: the next label, a handling phrase, a page line, a rule.
_STOP: Final = compile_late(
    r"REF(?:TELS?|S|\(S\))?[ \t]{0,3}:"
    r"|(?<![A-Z])REF(?:TELS?|S)?\.?[ \t]{1,3}(?:\(?[A-Z][.):](?![A-Z])|(?:\(?\d{2}\)?|\d{4}) [A-Z]{3})"
    r"|(?<!DE)CLASSIFIED[ \t]{1,3}BY|(?<![A-Z])DERIVED FROM"
    r"|(?<!\S)(?:SENSITIVE BUT UNCLASSIFIED|NOT FOR INTERNET|THIS (?:IS AN ACTION|MESSAGE|CABLE) |INDEX:)"
    r"|(?<!\S)SIPDIS(?!\S)"
    rf"|(?<!\S){_POST}\s{{1,4}}\d{{8}}(?:\s{{1,4}}\d{{3}}(?:\.\d)? OF \d{{3}}|\s*$)"
    r"|(?<!\S)(?:TAGS:|E\.O\. 1\d{4}:)"
    r"|C O N F I D E N T|S E C R E T|U N C L A S|(?<!\S)UNCLAS (?:SECTION|[A-Z ]{3,20}\d{6})"
    r"|-{5,}|={5,}|_{5,}"
    r"|(?<!\S)¶ ?(?:\d|[A-Z]\.)"
    r"|(?<!\S)1\. ?\((?:U|C|S|SBU)[)/]"
)
_LINE_STOP: Final = re.compile(
    r"[ \t]*(?:REF(?:TELS?|S)?(?![A-Z])|\d{1,2}[.)](?![\d])|\((?:U|C|S|SBU|C/NF|S/NF|SBU/NF)\)"
    r"|(?:U|C|S|SBU)\) |SUMMARY(?:\s*$|[:.])|BEGIN SUMMARY|-{3}|={3}|C O N F I D|S E C R E T|U N C L A S"
    r"|UNCLAS(?:SIFIED)?(?![A-Z])|(?:CONFIDENTIAL|SECRET|SENSITIVE|NOFORN|EXDIS|NODIS)\s*$"
    r"|(?:CONFIDENTIAL|SECRET) [A-Z][A-Z ]{2,20}\d{6}"  # 07MANAMA995: as UNCLAS does
    r"|CLASSIFIED |DERIVED )"
)
_MARKING: Final = compile_late(
    r"\((?:U|C|S|SBU|TS|LOU|FOUO|UNCLASSIFIED|CONFIDENTIAL|SECRET)(?:[-/ ]{1,2}[A-Z]{1,8}){0,3}\)\s*",
    re.IGNORECASE,
)
_REFERENCE: Final = compile_late(r"&#(\d{1,7}|[xX][0-9a-fA-F]{1,6});|&(amp|quot|lt|gt|apos);")
_NAMED: Final = {"amp": "&", "quot": '"', "lt": "<", "gt": ">", "apos": "'"}
_RULE_BELOW: Final = re.compile(r"[ \t]*\n[ \t]*-{4}")
_BY_BELOW: Final = re.compile(r"\s{1,20}BY:")
_CLASSIFIED: Final = re.compile(r"\sCLASSIFIED\s*$")
_HEADING: Final = re.compile(r"(?<=\s)summary[ \t]*$", re.IGNORECASE)
_HEAD: Final = 400
_LONGEST_INDENT: Final = 100
_MAX_LABELS: Final = 50
_MAX_LINES: Final = 20
_MAX_LINE: Final = 1500


def find_subject(text: str, *, clean: bool = True) -> Finding[str] | None:
    """Return the subject as one line, or None where there is no subject line.

    ``clean`` drops a marking in brackets in front. A first copy that was cut off with dots
    gives way to a later full copy of the same title.
    """
    found: Finding[str] | None = None
    for start, value_start in islice(_labels(text), _MAX_LABELS):
        lines, end = _read_lines(text, value_start)
        title = _join(lines)
        if not title:
            continue
        if found is None:
            if not title.endswith("..."):
                found = Finding(title, start, end)
                break
            found = Finding(title, start, end, ("the subject line is cut off",))
        elif title.casefold().startswith(found.value.rstrip(". ").casefold()) and not title.endswith("..."):
            found = Finding(title, start, end, ("the first subject line was cut off; a later copy was read",))
            break
    if found is None:
        return None
    value = found.value
    if clean:
        marking = _MARKING.match(value) if value[:1] == "(" else None
        value = value[marking.end() :] if marking is not None else value
    return Finding(value, found.start, found.end, found.notes)


def _labels(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, start of value) of each label; slips of it only if there is no other."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter whose small form is two letters
        lowered = text
    found = False
    for match in _LABEL.finditer(lowered):
        start = match.start()
        if _is_marked_label(text, start) if match.group(1) else _is_bare_label(text, start):
            found = True
            yield start, match.end()
    if not found:
        for match in _SLIP.finditer(text):
            if _is_slip(match.group(1).upper()):
                yield match.start(1), match.end()


def _opens_line(text: str, start: int) -> bool:
    line_start = text.rfind("\n", max(0, start - _LONGEST_INDENT), start) + 1
    return (line_start > 0 or start < _LONGEST_INDENT) and not text[line_start:start].strip(' \t"¶')


def _is_marked_label(text: str, start: int) -> bool:
    """Return whether a SUBJECT with a colon is a label: inside a line it needs a capital."""
    if start and text[start - 1].isalpha():
        return False
    return text[start] == "S" or _opens_line(text, start)


def _is_bare_label(text: str, start: int) -> bool:
    """Return whether a SUBJECT without a colon is a label: in capitals, at a line start, in a head."""
    if not text.startswith("SUBJ", start) or not _opens_line(text, start):
        return False
    above = text[max(0, start - _HEAD) : start]
    return (start < _HEAD and not above.strip()) or _HEAD_ABOVE.search(above) is not None


def _read_lines(text: str, start: int) -> tuple[list[str], int]:
    """Return the lines of the title that begins at ``start``, and where it ends."""
    lines: list[str] = []
    position = start
    end = start
    for number in range(_MAX_LINES):
        line_end = text.find("\n", position)
        line_end = len(text) if line_end < 0 else line_end
        line = text[position : min(line_end, position + _MAX_LINE)]
        upper = line.upper() if line.isascii() else "".join(c.upper() if c.isascii() else c for c in line)
        if number and _LINE_STOP.match(upper):
            break
        stop = _STOP.search(upper) if _may_stop(upper) else None
        if stop:
            line = line[: stop.start()]
        if line.strip(" \t\\"):
            lines.append(line)
            end = position + len(line.rstrip(" \t\\"))
        elif lines:
            break
        if stop or line_end >= len(text) or line.rstrip().endswith("..."):
            break
        position = line_end + 1
    if lines and _RULE_BELOW.match(text, end):
        lines[-1] = _HEADING.sub("", lines[-1])  # 08BUENOSAIRES858: the heading Summary on the last line
    elif lines and _BY_BELOW.match(text, end):
        lines[-1] = _CLASSIFIED.sub("", lines[-1])  # 10TRIPOLI100: CLASSIFIED, a blank line, BY:
    return lines, end


def _may_stop(line: str) -> bool:
    for word in _STOP_WORDS:
        if word in line:
            return True
    return _FIGURES.search(line) is not None


def _join(lines: list[str]) -> str:
    title = ""
    for line in lines:
        part = " ".join(line.strip().rstrip("\\").split())
        glued = title.endswith("-") and not title.endswith(" -")
        title = f"{title}{part}" if glued or not title else f"{title} {part}"
    if "&" in title:
        title = _REFERENCE.sub(_decode, title)
    return title.strip().lstrip(":;").lstrip()


def _decode(match: re.Match[str]) -> str:
    number, name = match.groups()
    if name:
        return _NAMED[name]
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    return chr(code) if 31 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


def _is_slip(word: str) -> bool:
    """Return whether the word is SUBJECT with one letter missing, more, wrong or swapped."""
    label = "SUBJECT"
    if len(word) == len(label):
        wrong = [i for i in range(len(label)) if word[i] != label[i]]
        return len(wrong) == 1 or (len(wrong) == 2 and sorted(word) == sorted(label))
    short, long = sorted((word, label), key=len)
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
