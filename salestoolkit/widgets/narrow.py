"""Labels on a narrow screen: they break instead of being cut off, and leave a slider its length."""

from __future__ import annotations

LOOK = """
<style>
.{box} .widget-label {{ white-space: normal; height: auto; line-height: 1.25; padding-top: 6px; }}
@media (max-width: 1050px) {{
  .{box} .widget-slider {{ flex-wrap: wrap; height: auto; }}
  .{box} .widget-slider > .widget-label {{
    flex: 1 0 100%; width: 100% !important; text-align: left;
  }}
}}
</style>
""".strip()


def narrow(box: str) -> str:
    """A style sheet for the labels in boxes of a class; it stands in the heading of a form."""
    return LOOK.format(box=box)
