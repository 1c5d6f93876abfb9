"""Results and content as sentences, figures and plural forms, in either language."""

from salestoolkit.words.words import Words, load_words

__all__ = ["Words", "load_words"]
