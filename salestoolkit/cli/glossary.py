"""`salestoolkit glossary`: the field's terms, each with the formula it stands for."""

from __future__ import annotations

from salestoolkit.cli.app import LanguageOption, app, words_of


@app.command()
def glossary(language: LanguageOption = None) -> None:
    """Say what the words of the trade mean, with their formulas, as Markdown."""
    from salestoolkit.words.glossary import glossary

    print(glossary(words_of(language)), end="")
