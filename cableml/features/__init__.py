"""Floor 4: blind cables to sparse matrices with named columns."""
