"""Results and content as sentences, figures and plural forms, in either language."""
