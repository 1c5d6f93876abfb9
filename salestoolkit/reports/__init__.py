"""Parameterised notebooks as pages: run, publish."""
