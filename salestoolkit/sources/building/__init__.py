"""Recognised tables as deals, their stage log and what was set aside."""
