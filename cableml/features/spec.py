"""BlockSpec: what one block of columns is made of, as a config states it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from cableml.errors import ConfigError

BODY_FIELDS: tuple[str, ...] = ("subject", "summary", "lead", "last", "headings", "body", "text")
HEADER_FIELDS: tuple[str, ...] = (
    "origin",
    "addressees",
    "references",
    "pass_to",
    "year",
    "precedence",
    "signer",
    "to",
    "cited",
    "origin_period",
    "origin_precedence",
    "signer_year",
)
KINDS: tuple[str, ...] = ("words", "characters", "values")
MAX_CHARS = 8  # a character n-gram is held in one 64-bit word


@dataclass(frozen=True, slots=True)
class BlockSpec:
    """One block of columns: a field of the cable, how it is cut into terms, how they are weighted.

    ``ngrams`` is the longest word sequence (1: single words), for words only; ``min_chars`` and
    ``max_chars`` bound the length in bytes of character n-grams (2 to 8). ``min_cables`` is a count and
    ``max_share`` a share (0 to 1] of the training cables that hold a term; ``max_features`` keeps the
    most frequent terms. ``weight`` scales the block after each row was brought to length one.
    """

    field: str
    kind: str
    ngrams: int = 1
    weight: float = 1.0
    min_cables: int = 2
    max_share: float = 1.0
    max_features: int | None = None
    min_chars: int = 3
    max_chars: int = 5
    sublinear: bool = True

    @property
    def is_header(self) -> bool:
        """True where the field is read from the header, so that ``fields: body`` leaves it out."""
        return self.field in HEADER_FIELDS

    @property
    def prefix(self) -> str:
        """What the block's column names begin with: ``lead:`` (words, values) or ``lead~`` (characters)."""
        return self.field + ("~" if self.kind == "characters" else ":")


SPEC_KEYS: tuple[str, ...] = tuple(entry.name for entry in fields(BlockSpec))


def check_spec(spec: BlockSpec) -> None:
    """Return nothing if the spec can be built.

    Raises: ConfigError naming the key, the value seen and what is allowed.
    """
    if spec.field not in BODY_FIELDS + HEADER_FIELDS:
        known = ", ".join(BODY_FIELDS + HEADER_FIELDS)
        raise ConfigError(f"feature field {spec.field!r} is unknown; use one of {known}.")
    if spec.kind not in KINDS:
        raise ConfigError(f"feature kind {spec.kind!r} is unknown; use one of {', '.join(KINDS)}.")
    if spec.kind == "values" and not spec.is_header:
        raise ConfigError(
            f"kind 'values' does not fit the text field {spec.field!r}; use 'words' or 'characters' there."
        )
    bounds = {
        "ngrams": (spec.ngrams, 1 <= spec.ngrams <= 5, "1 to 5"),
        "weight": (spec.weight, 0.0 < spec.weight <= 1e3, "above 0, at most 1000"),
        "min_cables": (spec.min_cables, spec.min_cables >= 1, "1 or more"),
        "max_share": (spec.max_share, 0.0 < spec.max_share <= 1.0, "above 0, at most 1"),
        "max_features": (
            spec.max_features,
            spec.max_features is None or spec.max_features >= 1,
            "1 or more, or null",
        ),
        "min_chars": (spec.min_chars, 2 <= spec.min_chars <= MAX_CHARS, f"2 to {MAX_CHARS}"),
        "max_chars": (
            spec.max_chars,
            spec.min_chars <= spec.max_chars <= MAX_CHARS,
            f"min_chars to {MAX_CHARS}",
        ),
    }
    for key, (value, holds, allowed) in bounds.items():
        if not holds:
            raise ConfigError(f"{key} of the block {spec.prefix}{spec.kind} is {value}; use {allowed}.")
