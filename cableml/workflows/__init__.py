"""Floor 7: the only place where stages meet; each command calls one function of this package."""
