"""Floor 1: what a cable is (no third-party package, no reading of files)."""
