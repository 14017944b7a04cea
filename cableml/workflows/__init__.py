"""Floor 7: the only place where the stages meet; one module a command."""
