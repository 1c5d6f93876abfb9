"""Sliders for those who hear a page, use its keyboard or see it from afar: named, read out, in sight."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import ipywidgets as w

from salestoolkit.charts.theme import MUTED, PASSED
from salestoolkit.widgets.narrow import FOCUS
from salestoolkit.widgets.read_outs import BETWEEN, READ_OUT, with_read_outs
from salestoolkit.words import Words

_NAMES = """
(() => {
  // ipywidgets gives the handles of a slider no name: they get that of its label, and which end it is;
  // what they say of their place is what stands beside them, as the language writes it
  const ends = %(ends)s;
  const name = (box) => {
    for (const slider of box.querySelectorAll(".widget-slider")) {
      const label = slider.querySelector(".widget-label").textContent;
      const handles = slider.querySelectorAll(".noUi-handle");
      const beside = slider.parentElement.querySelector(".%(read_out)s");
      const said = beside ? beside.textContent.split("%(between)s") : [];
      handles.forEach((handle, at) => {
        handle.setAttribute("aria-label", handles.length > 1 ? `${label}: ${ends[at]}` : label);
        if (said[at]?.trim()) handle.setAttribute("aria-valuetext", said[at].trim());
      });
    }
  };
  const watch = () => {
    const boxes = document.querySelectorAll(".%(box)s:not([data-named])");
    for (const box of boxes) {
      box.dataset.named = "";
      name(box);
      new MutationObserver(() => name(box)).observe(
        box, { childList: true, characterData: true, subtree: true });
    }
    return boxes.length;
  };
  let left = 50;
  const again = () => { if (!watch() && left-- > 0) setTimeout(again, 100); };
  again();
})();
""".strip()

_LOOK = f"""
<style>
.{{box}} .widget-slider {{{{ padding-right: 10px; }}}}
.{{box}} .widget-slider .slider .noUi-connects {{{{ background: {MUTED}; }}}}
.{{box}} .noUi-handle {{{{ border: 2px solid {MUTED}; }}}}
.{{box}} .noUi-handle:focus-visible {{{{ outline: 3px solid {PASSED}; outline-offset: 2px; }}}}
.{{box}} .{READ_OUT} {{{{ font-variant-numeric: tabular-nums; padding-left: 6px; }}}}
.{{box}} .{READ_OUT} .widget-html-content {{{{ line-height: 1.4; padding-top: 5px; }}}}
</style>
""".strip()


class NamedSliders(w.VBox):  # type: ignore[misc]  # ipywidgets has no type hints
    """A box that names the handles of its sliders after their labels, and reads out where they stand.

    ``box`` is its class in the page; ``ends`` names the two handles of a slider over a range; ``words``
    are those of its language, which whoever fills it sets before.
    """

    box = ""
    ends = ("", "")
    words: Words

    def __init__(self, children: Iterable[Any]) -> None:
        look = w.HTML(FOCUS + _LOOK.format(box=self.box), layout={"display": "none"})
        super().__init__([*with_read_outs(children, self.words), look])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        from IPython.display import Javascript, display

        told = {"ends": json.dumps(self.ends), "read_out": READ_OUT, "between": BETWEEN}
        display(Javascript(_NAMES % {"box": self.box, **told}))
        return super()._repr_mimebundle_(**kwargs)


def only_rounds(slider: Any, stood: float | None, to: float) -> bool:
    """Whether a browser only rounds what is shown to a step of its slider: nobody moved it.

    ``stood`` is where that stands which the slider moves, in the slider's own unit.
    """
    return stood is not None and stood != to and abs(to - stood) <= 0.501 * float(slider.step)
