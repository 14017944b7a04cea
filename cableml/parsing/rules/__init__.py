"""Field rules, one field a file: pure functions from a piece of mended text to a finding, or None.

`cableml.parsing.rules.order` has the order in which they read a cable's head.
"""
