"""Wing: what a finished training run was, written down where runs are compared."""
