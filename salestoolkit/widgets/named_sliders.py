"""Sliders whose handles bear a name, for those who hear a page instead of seeing it."""

from __future__ import annotations

import json
from typing import Any

import ipywidgets as w

_NAMES = """
(() => {
  // ipywidgets gives the handles of a slider no name: they get that of its label, and which end it is
  const ends = %(ends)s;
  const name = () => {
    const sliders = document.querySelectorAll(".%(box)s .widget-slider");
    for (const slider of sliders) {
      const label = slider.querySelector(".widget-label").textContent;
      const handles = slider.querySelectorAll(".noUi-handle");
      handles.forEach((handle, at) => handle.setAttribute(
        "aria-label", handles.length > 1 ? `${label}: ${ends[at]}` : label));
    }
    return document.querySelectorAll(".%(box)s .noUi-handle").length;
  };
  let left = 50;
  const again = () => { if (!name() && left-- > 0) setTimeout(again, 100); };
  again();
})();
""".strip()


class NamedSliders(w.VBox):  # type: ignore[misc]  # ipywidgets has no type hints
    """A box that names the handles of its sliders after their labels.

    ``box`` is its class in the page; ``ends`` names the two handles of a slider over a range.
    """

    box = ""
    ends = ("", "")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        from IPython.display import Javascript, display

        display(Javascript(_NAMES % {"box": self.box, "ends": json.dumps(self.ends)}))
        return super()._repr_mimebundle_(**kwargs)
