"""The processes that come with the toolkit, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.sources.content import Content, load_content, load_market


def universal_process(language: str) -> SalesProcess:
    """The universal sales process: seven stages from prospecting to retention and referrals.

    Parameters
    ----------
    language : str
        ``en`` or ``pl``; InvalidValue where it is neither.

    Examples
    --------
    >>> [stage.key for stage in universal_process("en").deal_stages]
    ['qualification', 'presentation', 'closing']
    """
    content = load_content(language)
    rows = load_market("universal")["stages"]
    return SalesProcess(
        name=content.text("stages.process.name"),
        stages=tuple(_stage(row, content) for row in rows),
        language=language,
    )


def _stage(row: Mapping[str, Any], content: Content) -> Stage:
    key = row["key"]
    return Stage(
        key=key,
        name=content.text(f"stages.{key}.name"),
        universal=key,
        passes=row["passes"],
        purpose=content.text(f"stages.{key}.purpose"),
        owner=content.text(f"stages.owners.{row['owner']}"),
        activities=tuple(content.text(f"stages.activities.{name}") for name in row["activities"]),
        entry_criteria=content.texts(f"stages.{key}.entry"),
        exit_criteria=content.texts(f"stages.{key}.exit"),
        metrics=tuple(content.text(f"stages.metrics.{name}") for name in row["metrics"]),
    )
