"""Floor 2: text to Cable."""
