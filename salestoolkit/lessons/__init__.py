"""Workshop folders, the lessons' helpers, and exercises that say what is wrong."""

from salestoolkit.lessons.workshop import Workshop, open_workshop

__all__ = ["Workshop", "open_workshop"]
