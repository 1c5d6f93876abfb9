"""Columns of text as dates, amounts and shares, refusing to guess."""
