"""Charts as Vega-Lite 5 JSON, as static SVG and as PNG; nothing asks the network.

A kernel that was forked must not start the SVG converter: there `spec` alone is called, and the
process that publishes the page turns it into a picture with `svg_from_spec`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salestoolkit.charts.svg_clean import clean_svg
from salestoolkit.charts.svg_texts import without_texts
from salestoolkit.charts.theme import CONFIG
from salestoolkit.sources.whole_files import write_whole

if TYPE_CHECKING:
    import altair as alt

SPEC_MIME = "application/vnd.vegalite.v5+json"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
"""A name, not an address that is asked: JupyterLab carries this version."""

VEGALITE = "5.8"
"""Nearest to the version in JupyterLab 4.6 that the converter carries."""

RENDERER = "salestoolkit"
PARTS = ("layer", "hconcat", "vconcat", "concat")
"""Where a specification holds others."""
EMBED_OPTIONS = {"actions": False, "renderer": "svg"}
"""No menu: its editor entry would send the data to a web page."""


def spec(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """A chart as Vega-Lite 5: the same chart gives the same JSON on every run.

    Needs no converter, so it may be called in any process.
    """
    # checking against the schema takes longer than all the rest, and the tests do it
    return _version_5(chart.to_dict(validate=False))


def alt_of(drawn: Mapping[str, Any]) -> str:
    """The alt text that a specification carries in itself."""
    return str(drawn.get("description", ""))


def svg_from_spec(drawn: Mapping[str, Any], *, alt: str | None = None, key: str = "") -> str:
    """Static SVG of a Vega-Lite specification: no script, no link, nothing to fetch.

    Parameters
    ----------
    drawn : mapping
        What `spec` gave.
    alt : str, optional
        What the chart says, for those who do not see it; else the specification's own description.
    key : str
        Told apart from others on a page by this, where one page shows the same chart twice.

    Returns
    -------
    str
        An ``<svg role="img">`` with ``<title>`` and ``<desc>``, to be put into a page as it is.
        Its ids are made from the chart's content.
    """
    import vl_convert

    said = alt if alt is not None else alt_of(drawn)
    hollow, texts = without_texts(drawn)
    raw = vl_convert.vegalite_to_svg(hollow, vl_version=VEGALITE, allowed_base_urls=[])
    name = hashlib.sha256("\0".join((key, said, raw, repr(texts))).encode()).hexdigest()[:12]
    title, prefix = title_of(drawn), f"c{name}"
    return clean_svg(raw, title=title, description=said, prefix=prefix, texts=texts)


def svg(chart: alt.TopLevelMixin, *, alt: str | None = None, key: str = "") -> str:
    """Static SVG of a chart: see `svg_from_spec`."""
    return svg_from_spec(spec(chart), alt=alt, key=key)


def figure(drawn: Mapping[str, Any], *, alt: str | None = None, key: str = "") -> str:
    """The SVG of a specification as an HTML figure that never grows wider than its place."""
    picture = svg_from_spec(drawn, alt=alt, key=key)
    return f'<figure class="chart" style="margin:0;overflow-x:auto">{picture}</figure>'


def png(chart: alt.TopLevelMixin, path: str | Path, *, scale: float = 2) -> Path:
    """Write a chart as PNG; returns where."""
    import vl_convert

    picture = vl_convert.vegalite_to_png(
        spec(chart), vl_version=VEGALITE, scale=scale, allowed_base_urls=[]
    )
    target = Path(path)
    write_whole(target, picture)
    return target


def mime_bundle(
    drawn: Mapping[str, Any], *, static: bool = True
) -> dict[str, dict[str, Any] | str]:
    """What a notebook keeps of a chart.

    JupyterLab draws the JSON; an exported page and a PDF show the figure. With ``static=False``
    there is no figure, and nothing is converted: for a kernel whose pictures are made elsewhere.
    """
    bundle: dict[str, dict[str, Any] | str] = {
        SPEC_MIME: dict(drawn),
        "text/plain": alt_of(drawn),
    }
    if static:
        bundle["image/svg+xml"] = svg_from_spec(drawn)
        bundle["text/html"] = figure(drawn)
    return bundle


def use_charts(*, static: bool = True) -> None:
    """Let this kernel show charts without a network: called once, by a notebook's first cell.

    Parameters
    ----------
    static : bool
        Keep a figure beside the JSON; False in a kernel whose pictures are made elsewhere.
    """
    # Who only turns specifications into pictures does without.
    import altair as alt

    alt.renderers.register(RENDERER, _render)
    alt.renderers.enable(RENDERER, static=static)


def _render(drawn: dict[str, Any], *, static: bool = True, **_: Any) -> Any:
    metadata = {SPEC_MIME: {"embed_options": EMBED_OPTIONS}}
    return mime_bundle(_version_5(drawn), static=static), metadata


def _version_5(drawn: dict[str, Any]) -> dict[str, Any]:
    """The specification under the version's name, with our look and without a menu."""
    named = {name: list(rows) for name, rows in drawn.get("datasets", {}).items()}
    return {
        **_without_field_names(drawn, told=False),
        **({"datasets": named} if named else {}),
        "$schema": SCHEMA,
        "config": CONFIG,
        "usermeta": {"embedOptions": EMBED_OPTIONS},
    }


def _without_field_names(part: Mapping[str, Any], *, told: bool) -> dict[str, Any]:
    """The specification, its marks without words of their own left unannounced.

    Else Vega would make a tooltip of the fields that such a mark is drawn from ("at: 1; y: 208").
    """
    told = told or "description" in part.get("encoding", {})
    found = dict(part)
    for name in PARTS:
        if name in found:
            found[name] = [_without_field_names(inner, told=told) for inner in found[name]]
    mark = found.get("mark")
    if mark is not None and not told:
        found["mark"] = {**({"type": mark} if isinstance(mark, str) else mark), "aria": False}
    return found


def title_of(drawn: Mapping[str, Any]) -> str:
    """The title that a specification carries in itself, on one line."""
    title = drawn.get("title", "")
    text = title.get("text", "") if isinstance(title, Mapping) else title
    return " ".join(text) if isinstance(text, list) else str(text)
