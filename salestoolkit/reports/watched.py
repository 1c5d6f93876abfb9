"""Running a notebook under watch."""

from papermill.engines import NBClientEngine


class WatchedEngine(NBClientEngine):  # type: ignore[misc]
    """Papermill's own engine."""
