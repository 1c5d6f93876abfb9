"""Letters, talks and reviews as people keep them: txt, csv, eml, mbox, vtt and srt."""

from salestoolkit.sources.correspondence.parts import Skipped
from salestoolkit.sources.correspondence.read import find_files, read_messages

__all__ = ["Skipped", "find_files", "read_messages"]
