"""Many reports in one go: planned, run, kept and shown."""
