"""Floor 5: matrices to scores, scores to predictions; model folders."""
