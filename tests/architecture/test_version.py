from __future__ import annotations

import re
from pathlib import Path

import cableml


def test_the_newest_version_of_the_changelog_is_the_package_version(checkout: Path) -> None:
    text = (checkout / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[?(\d+\.\d+\.\d+)\]?", text, re.MULTILINE)
    assert versions, "CHANGELOG.md has no heading such as '## 0.1.0'"
    assert versions[0] == cableml.__version__


def test_versions_of_the_changelog_fall(checkout: Path) -> None:
    text = (checkout / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = [
        tuple(map(int, version.split(".")))
        for version in re.findall(r"^## \[?(\d+\.\d+\.\d+)\]?", text, re.MULTILINE)
    ]
    assert versions == sorted(set(versions), reverse=True)
