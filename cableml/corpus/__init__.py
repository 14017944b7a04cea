"""Floor 3: files to cables, streamed."""
