"""`load_config`: a YAML file and its overrides to a `Config`, all problems at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from cableml.config.explain import explain_problem
from cableml.config.line_map import LineMap, Path, dotted, read_yaml
from cableml.config.overrides import Override, apply_overrides, parse_override
from cableml.config.schema import Config
from cableml.config.search_check import find_search_problems
from cableml.errors import CablemlError, ConfigError, Location

_LARGEST_BYTES = 1_000_000


def load_config(path: str | FilePath, overrides: Sequence[str] = ()) -> Config:
    """Return the settings of a config file, with ``KEY=VALUE`` overrides applied.

    Raises: ConfigError holding every problem: unreadable file, no YAML, unknown, missing, doubled or
    mistyped keys, overrides that point nowhere. Each names ``FILE:LINE: KEY`` or the override.
    """
    file = str(path)
    mapped = read_yaml(read_text(file), file)
    problems = list(mapped.problems)
    parsed: list[Override] = []
    for written in overrides:
        try:
            parsed.append(parse_override(written))
        except ConfigError as error:
            problems.extend(error.problems or [error])
    if mapped.value is None:
        raise ConfigError("is empty; copy configs/tags.yaml and change it.", Location(file))
    if not isinstance(mapped.value, dict):
        raise ConfigError(
            "holds no keys at its top level; it must begin like configs/tags.yaml, with task: tags.",
            Location(file, 1),
        )
    problems.extend(apply_overrides(mapped, parsed))
    config, found = _validate(mapped, parsed, file)
    problems.extend(found)
    if problems or config is None:
        raise ConfigError(f"{len(problems)} problems", Location(file), sorted(problems, key=_by_line))
    return config


def parse_config(values: Mapping[str, Any]) -> Config:
    """Return the settings that plain values state (a resolved config read back from a run).

    Raises: ConfigError as `load_config`, without lines.
    """
    config, problems = _validate(LineMap(dict(values)), [], "config")
    if config is None:
        raise ConfigError(f"{len(problems)} problems", problems=problems)
    return config


def locate(path: str | FilePath, key: str, overrides: Sequence[str] = ()) -> Location:
    """Return where a config states ``key`` (dotted): the override, or the file and line."""
    file = str(path)
    parsed = [parse_override(written) for written in overrides]
    mapped = read_yaml(read_text(file), file)
    return _location(tuple(key.split(".")), mapped, parsed, file)


def _by_line(problem: CablemlError) -> tuple[bool, int]:
    line = problem.location.line
    return (line is None, line or 0)


def read_text(file: str) -> str:
    """Return the text of a config file.

    Raises: ConfigError where there is none, or it is no text of a config's size.
    """
    try:
        data = FilePath(file).read_bytes()
    except FileNotFoundError:
        raise ConfigError(
            "no such file; give the path of a config, such as configs/tags.yaml.", Location(file)
        ) from None
    except IsADirectoryError:
        raise ConfigError("this is a folder; name the config file inside it.", Location(file)) from None
    except OSError as error:
        raise ConfigError(
            f"cannot be read ({error.strerror}); check its permissions.", Location(file)
        ) from None
    if len(data) > _LARGEST_BYTES:
        raise ConfigError(
            f"has {len(data):,} bytes, a config has at most {_LARGEST_BYTES:,}; is it a corpus?",
            Location(file),
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError("is not UTF-8 text; save the config as UTF-8.", Location(file, line)) from None


def _validate(
    mapped: LineMap, overrides: Sequence[Override], file: str
) -> tuple[Config | None, list[CablemlError]]:
    try:
        config = Config.model_validate(mapped.value)
        return config, [
            ConfigError(message, _location(path, mapped, overrides, file))
            for path, message in find_search_problems(config, mapped.value)
        ]
    except ValidationError as error:
        problems: list[CablemlError] = []
        for details in error.errors(include_url=False, include_context=True):
            if details["type"] == "too_short" and details["input"]:
                continue  # the items are there but wrong, and each has its own problem
            path, message = explain_problem(details, Config)
            problems.append(ConfigError(message, _location(path, mapped, overrides, file)))
        return None, problems


def _location(path: Path, mapped: LineMap, overrides: Sequence[Override], file: str) -> Location:
    key = dotted(path) or None
    for override in reversed(overrides):
        made_here = path not in mapped.lines and path == override.path[: len(path)]
        if made_here or override.path == path[: len(override.path)]:
            return Location(override.origin, key=key)
    return Location(file, mapped.line(path), key)
