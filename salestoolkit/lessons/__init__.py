"""Workshop folders, the lessons' helpers, and exercises that say what is wrong."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from salestoolkit.lessons.workshop import Workshop, open_workshop

__all__ = ["Workshop", "open_workshop"]


def __getattr__(name: str) -> Any:
    """Loaded when first asked for: every kernel loads ``cell_order``, few open a workshop."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from salestoolkit.lessons import workshop

    return getattr(workshop, name)
