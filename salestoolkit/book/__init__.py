"""The deal book, and how it is reduced to counts."""
