"""Field rules: pure functions from a piece of mended text to a finding, one field a file."""
