"""The conformance cases: each file has an adapter, a rate of its own, and a share in the whole.

Another folder of the same shape is measured with ``CABLEML_CONFORMANCE=FOLDER``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cableml.cable.cable import Addressee
from cableml.cable.cable_id import canonical_id, split_id
from cableml.cable.tag import tag_kind
from cableml.parsing.lines import mend_lines
from cableml.parsing.rules.classified_by import find_classified_by
from cableml.parsing.rules.clean_content import clean_content
from cableml.parsing.rules.executive_order import find_executive_order
from cableml.parsing.rules.recipients import find_info_recipients, find_recipients
from cableml.parsing.rules.references import find_references
from cableml.parsing.rules.signer import find_signer
from cableml.parsing.rules.subject import find_subject
from cableml.parsing.rules.summary import find_summary
from cableml.parsing.rules.tags_line import find_tags
from cableml.parsing.rules.transmission import find_transmission_id

EACH_FILE = 0.90
OVERALL = 0.97

Case = dict[str, Any]


def _text(case: Case) -> str:
    # The rules read mended text; its leading newline stands in front of the first line.
    return mend_lines(case["input"])


def _tags(case: Case) -> Any:
    finding = find_tags(_text(case), canonicalize=case["options"].get("canonicalize", True))
    return list(finding.value) if finding else []


def _subject(case: Case) -> Any:
    finding = find_subject(_text(case), clean=case["options"].get("clean", True))
    return finding.value if finding else ""


def _references(case: Case) -> Any:
    finding = find_references(_text(case), year=case["options"].get("year"), own_id=case["reference_id"])
    ids = [reference.id for reference in finding.value if reference.id] if finding else []
    return list(dict.fromkeys(ids))


def _references_structured(case: Case) -> Any:
    # Without an option the year is that of the cable itself.
    own = split_id(case["reference_id"]) if case["reference_id"] else None
    year = case["options"].get("year") or (own.year if own else None)
    finding = find_references(_text(case), year=year)
    return [
        {"kind": r.kind, "value": r.id if r.kind == "cable" else r.text, "label": r.label}
        for r in (finding.value if finding else ())
    ]


def _addressee(addressee: Addressee) -> dict[str, Any]:
    return {
        "routing": addressee.routing,
        "post": addressee.post,
        "precedence": addressee.precedence,
        "serial": addressee.serial,
        "excluded": list(addressee.excluded),
    }


def _recipients(case: Case) -> Any:
    finding = find_recipients(_text(case))
    return [_addressee(addressee) for addressee in finding.value] if finding else []


def _info_recipients(case: Case) -> Any:
    finding = find_info_recipients(_text(case))
    return [_addressee(addressee) for addressee in finding.value] if finding else []


def _classified_by(case: Case) -> Any:
    finding = find_classified_by(_text(case), normalize=case["options"].get("normalize", False))
    return list(finding.value.names) if finding else []


def _signers(case: Case) -> Any:
    finding = find_signer(_text(case), canonicalize=case["options"].get("canonicalize", False))
    return list(finding.value) if finding else []


def _summary(case: Case) -> Any:
    finding = find_summary(_text(case))
    return finding.value if finding else ""


def _declassify_on(case: Case) -> Any:
    finding = find_executive_order(_text(case))
    return finding.value.declassify_on if finding else None


def _transmission_id(case: Case) -> Any:
    finding = find_transmission_id(_text(case))
    return finding.value if finding else None


ADAPTERS: dict[str, Callable[[Case], Any]] = {
    "tags": _tags,
    "subject": _subject,
    "references": _references,
    "references_structured": _references_structured,
    "recipients": _recipients,
    "info_recipients": _info_recipients,
    "classified_by": _classified_by,
    "signers": _signers,
    "summary": _summary,
    "nondisclosure_deadline": _declassify_on,
    "reference_id_canonical": lambda case: canonical_id(case["input"]),
    "transmission_id": _transmission_id,
    "clean_content": lambda case: clean_content(case["input"]),
    "tag_kind": lambda case: tag_kind(case["input"]),
}
FOLDED = {"summary", "clean_content"}


@pytest.fixture(scope="session")
def conformance_folder(request: pytest.FixtureRequest) -> Path:
    """The folder of cases: the variable's, else the one beside the checkout."""
    named = os.environ.get("CABLEML_CONFORMANCE")
    if named:
        return Path(named)
    shared: Path = request.getfixturevalue("shared_folder")
    return shared / "conformance"


def _run(path: Path) -> Iterator[tuple[Case, Any, bool]]:
    adapter = ADAPTERS[path.stem]
    for line in path.read_text("utf-8").splitlines():
        case = json.loads(line)
        got, expected = adapter(case), case["expected"]
        if path.stem in FOLDED:
            got, expected = " ".join(got.split()), " ".join(expected.split())
        yield case, got, got == expected


def _rate(folder: Path, name: str) -> tuple[int, int, list[str]]:
    path = folder / f"{name}.jsonl"
    failures: list[str] = []
    total = 0
    for case, got, passed in _run(path):
        total += 1
        if not passed:
            failures.append(f"{case['case']}: got {got!r}, expected {case['expected']!r}")
    return total - len(failures), total, failures


@pytest.mark.corpus
@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_at_least_nine_of_ten_cases_of_each_file_pass(
    name: str, conformance_folder: Path, record_property: Callable[[str, object], None]
) -> None:
    if not (conformance_folder / f"{name}.jsonl").is_file():
        pytest.skip(f"{name}.jsonl is not in the folder of cases")
    passed, total, failures = _rate(conformance_folder, name)
    record_property("passed", f"{passed}/{total}")
    assert passed >= EACH_FILE * total, f"{name}: {passed}/{total}\n" + "\n".join(failures)


@pytest.mark.corpus
def test_at_least_97_of_100_cases_pass_over_all_files(conformance_folder: Path) -> None:
    passed = total = 0
    failures: list[str] = []
    for name in sorted(ADAPTERS):
        if (conformance_folder / f"{name}.jsonl").is_file():
            part = _rate(conformance_folder, name)
            passed, total = passed + part[0], total + part[1]
            failures.extend(part[2])
    assert passed >= OVERALL * total, f"all files: {passed}/{total}\n" + "\n".join(failures)
