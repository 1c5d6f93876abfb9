"""Results and content as sentences, figures and plural forms, in either language."""

from salestoolkit.words.finding import Finding
from salestoolkit.words.words import Words, load_words

__all__ = ["Finding", "Words", "load_words"]
