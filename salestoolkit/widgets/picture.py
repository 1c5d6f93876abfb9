"""The picture of a widget, which follows its controls, and on request what it shows as a table."""

from __future__ import annotations

from typing import Any

import ipywidgets as w

from salestoolkit.charts.render import figure, spec
from salestoolkit.charts.told import table_html
from salestoolkit.words import Words


class Picture(w.VBox):  # type: ignore[misc]  # ipywidgets has no type hints
    """Charts, and a box to tick under them: as long as it is ticked, a table follows too.

    ``as_table`` is the box, ``table`` what it shows.
    """

    def __init__(self, words: Words, *charts: Any) -> None:
        self.words, self._drawn = words, w.HTML()
        self.table = w.HTML()
        # what is folded in HTML would fold itself again with each move of a slider
        self.as_table = w.Checkbox(
            description=words.text("chart_table.open"),
            indent=False,
            layout={"width": "auto", "align_self": "flex-start"},
        )
        self.as_table.observe(lambda _: self._tell(), names="value")
        super().__init__([self._drawn, self.as_table, self.table])
        self.show(*charts)

    @property
    def value(self) -> str:
        """The charts as HTML."""
        return str(self._drawn.value)

    def show(self, *charts: Any) -> None:
        """Show these charts; without any, nothing."""
        self._specs = [spec(chart) for chart in charts]
        self._drawn.value = "".join(map(figure, self._specs))
        self._tell()

    def _tell(self) -> None:
        tables = [table_html(drawn, self.words) for drawn in self._specs if self.as_table.value]
        self.table.value = "".join(tables)
        self.as_table.layout.display = None if self._specs else "none"
