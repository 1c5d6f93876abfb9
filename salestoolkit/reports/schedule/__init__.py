"""Batches at their time: what is due, what was dropped meanwhile, and how a scheduler is told."""
