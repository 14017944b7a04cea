"""Tag: one canonical TAGS code, and what the vocabulary knows of it."""

from __future__ import annotations

from typing import NewType

Tag = NewType("Tag", str)
"""A tag in canonical spelling: upper case, aliases resolved (see `canonical_tags`)."""
