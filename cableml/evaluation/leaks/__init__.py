"""The audit that tries to break the blinding law: telling features, marks searched, planted and swapped."""
