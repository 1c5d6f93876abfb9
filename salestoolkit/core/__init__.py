"""Numbers and rules: pure functions and frozen dataclasses. No files, no clock, no language."""
