"""Map a sales process, run its numbers and audit where deals drop out of the funnel."""

__version__ = "0.1.0"
