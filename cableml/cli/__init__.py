"""Roof: one file a command; options here, work in `cableml.workflows`, imported when a command runs."""
