"""What a batch, and a call that makes batches, ends with: see docs/batch_file.md."""

WELL, SOME_FAILED, NOTHING_MADE, LOCKED, INTERRUPTED = 0, 1, 2, 3, 130
"""``LOCKED``: another program is making the same."""
