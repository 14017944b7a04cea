"""Wing: where runs are recorded."""
