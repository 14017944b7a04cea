from __future__ import annotations

import pytest

from cableml.config.line_map import read_yaml
from cableml.errors import ConfigError


def values_of(text: str) -> object:
    mapped = read_yaml(text, "a.yaml")
    assert mapped.problems == []
    return mapped.value


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("ON", "ON"),
        ("yes", "yes"),
        ("Y", "Y"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("NA", "NA"),
        ("12", 12),
        ("-3", -3),
        ("012", 12),
        ("10_4", "10_4"),
        ("0.5", 0.5),
        (".5", 0.5),
        ("1e-4", 0.0001),
        ("1.5E3", 1500.0),
        ("12:30", "12:30"),
        ("2006-02-08", "2006-02-08"),
        ("06TOKYO709", "06TOKYO709"),
        ("1.4.2", "1.4.2"),
    ],
)
def test_a_scalar_means_what_it_looks_like(written: str, meant: object) -> None:
    read = values_of(f"key: {written}")
    assert read == {"key": meant}
    assert type(read["key"]) is type(meant)  # type: ignore[index]


def test_norway_stays_a_tag_in_a_list() -> None:
    assert values_of("tags: [NO, SW, ON]") == {"tags": ["NO", "SW", "ON"]}


def test_each_key_knows_its_line() -> None:
    mapped = read_yaml("task: tags\nmodel:\n  c: 1\nfeatures:\n  - field: text\n    kind: words\n", "a.yaml")
    assert {path: mapped.line(path) for path in [("task",), ("model", "c"), ("features", 0, "kind")]} == {
        ("task",): 1,
        ("model", "c"): 3,
        ("features", 0, "kind"): 6,
    }


def test_a_key_that_is_not_there_has_the_line_of_its_nearest_parent() -> None:
    mapped = read_yaml("task: tags\nmodel:\n  c: 1\n", "a.yaml")
    assert mapped.line(("model", "estimator")) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "c: 1\nc: 2\n",
            "a.yaml:2: c: this key stands twice, first on line 1; remove one of the two.",
        ),
        (
            "c: &one 1\nd: *one\n",
            "a.yaml:2: d: an alias (*name) is not read in a config; write the value out.",
        ),
        (
            "c: !!python/object/apply:os.system ['true']\n",
            "a.yaml:1: c: the YAML tag 'tag:yaml.org,2002:python/object/apply:os.system' is not "
            "read in a config; write a plain value.",
        ),
        (
            "? [a, b]\n: 1\n",
            "a.yaml:1: a key must be one word; this one is a list or a group of keys.",
        ),
    ],
)
def test_what_yaml_allows_and_a_config_does_not_is_named(text: str, message: str) -> None:
    assert [str(problem) for problem in read_yaml(text, "a.yaml").problems] == [message]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("a: [1, 2\nb: 3\n", "a.yaml:2: no valid YAML ("),
        ("a: b: c\n", "a.yaml:1: no valid YAML (mapping values are not allowed here); check the indentation"),
        ("a: 1\n\tb: 2\n", "a.yaml:2: no valid YAML ("),
        ("a: 1\n---\nb: 2\n", "a.yaml:2: no valid YAML (but found another document)"),
        ("a: \x00\n", "a.yaml: no valid YAML ("),
        ("[" * 5000, "a.yaml: is nested too deeply to be a config; start again from configs/tags.yaml."),
    ],
)
def test_text_that_is_no_yaml_is_one_sentence_with_its_line(text: str, start: str) -> None:
    with pytest.raises(ConfigError) as raised:
        read_yaml(text, "a.yaml")
    assert str(raised.value).startswith(start)
    assert "\n" not in str(raised.value)
