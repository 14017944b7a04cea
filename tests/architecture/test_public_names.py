from __future__ import annotations

import pytest

import cableml

PUBLIC_NAMES = [
    "Addressee",
    "BlindCable",
    "BlindParagraph",
    "Cable",
    "CablemlError",
    "ClassifiedBy",
    "KnownFields",
    "Level",
    "Note",
    "Paragraph",
    "Reference",
    "Span",
    "Tag",
    "__version__",
    "blind",
    "load_model",
    "parse_cable",
    "read_cables",
]


def test_public_names_are_these() -> None:
    assert cableml.__all__ == PUBLIC_NAMES
    assert dir(cableml) == sorted(PUBLIC_NAMES)


@pytest.mark.parametrize("name", PUBLIC_NAMES)
def test_every_public_name_resolves(name: str) -> None:
    assert getattr(cableml, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'cableml' has no attribute 'predict'"):
        _ = cableml.predict


def test_the_example_of_the_package_docstring_holds() -> None:
    import doctest

    assert doctest.testmod(cableml) == doctest.TestResults(failed=0, attempted=2)
