"""Deal books on disk: kept whole, and brought up to date by further exports."""
