"""The words of packaged processes: the industry's own, and where it has none the universal ones."""

from __future__ import annotations

from dataclasses import dataclass

from salestoolkit.sources.content import Content


@dataclass(frozen=True, kw_only=True)
class TemplateWords:
    """Words of one process of a template, in one language and for one market.

    A word is looked up from the most specific place to the most general one: the process's and the
    market's (``markets.<market>.processes.<key>.<path>`` in the template's file, then
    ``markets.<market>.<path>``, ``processes.<key>.<path>``), the template's own (``<path>``), the
    base's; words of the seven stages are a topic of their own (``stages.<key>``).
    """

    content: Content
    template: str
    base: str | None
    process: str
    market: str | None

    def text(self, path: str) -> str:
        """The text at a path; ContentError names the template's file where nobody has it."""
        return self.content.text(self._key(path))

    def texts(self, path: str) -> tuple[str, ...]:
        """The list of texts at a path."""
        return self.content.texts(self._key(path))

    def has(self, path: str) -> bool:
        """Whether anybody has the word."""
        return self.content.has(self._key(path))

    def _key(self, path: str) -> str:
        places = [
            f"{self.template}.markets.{self.market}.processes.{self.process}.{path}",
            f"{self.template}.markets.{self.market}.{path}",
            f"{self.template}.processes.{self.process}.{path}",
            f"{self.template}.{path}",
            *([f"{self.base}.{path}"] if self.base else []),
            *([path] if path.startswith("stages.") else []),
        ]
        # what nobody has is reported as missing in the template's own file
        return next((key for key in places if self.content.has(key)), f"{self.template}.{path}")
