"""How controls look: labels break on a narrow screen instead of being cut off, the focus is seen."""

from __future__ import annotations

from salestoolkit.charts.theme import PASSED

FOCUS = f"""
<style>
.jupyter-widgets.jupyter-widgets :is(
  input, select, textarea, button, [tabindex]:not(.noUi-handle)
):focus-visible,
.jupyter-widgets.jupyter-widgets:is(button):focus-visible {{
  outline: 3px solid {PASSED} !important; outline-offset: -2px;
}}
</style>
""".strip()
"""The focus as a dark ring: that of ipywidgets is a pale line. Once on a page is enough."""

LOOK = """
<style>
.{box} .widget-label {{ white-space: normal; height: auto; line-height: 1.25; padding-top: 6px; }}
@media (max-width: 1050px) {{
  .{box} .widget-slider {{ flex-wrap: wrap; height: auto; }}
  .{box} .widget-slider > .widget-label {{
    flex: 1 0 100%; width: 100% !important; text-align: left;
  }}
  /* room for the handle, which is taller than its line */
  .{box} .widget-slider > .slider-container {{ padding: 10px 0; }}
}}
</style>
""".strip()


def narrow(box: str) -> str:
    """A style sheet for the labels in boxes of a class; it stands in the heading of a form."""
    return FOCUS + LOOK.format(box=box)
