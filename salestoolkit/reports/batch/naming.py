"""Names of a batch's files: those that pages have anyway, or as the batch file wants them."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

from salestoolkit.errors import ReportError
from salestoolkit.reports.batch.drafts import Draft
from salestoolkit.reports.names import digest, slug

_LETTERS = re.compile(r"[A-Za-z0-9_.-]*")
TAKEN = ("index", "manifest")
"""What a run calls files of its own."""
USUAL = ("notebook", "language", "currency", "pipeline", "period")


def stems(drafts: Sequence[Draft]) -> list[str]:
    """A name for each report, none twice, whatever the file system makes of capitals.

    Raises
    ------
    ReportError
        ``batch_name_field`` where a pattern names what is not known, ``batch_name_letters``,
        ``batch_name_taken`` where the run's own index or manifest is called so,
        ``batch_names_clash`` where two reports would bear one name.
    """
    found: dict[str, Draft] = {}
    for draft in drafts:
        pattern = draft.request.name
        stem = draft.plain_stem if pattern is None else _named(pattern, draft)
        other = found.setdefault(stem, draft)
        if other is not draft:
            raise ReportError(
                "batch_names_clash", value=stem, first=_about(other), second=_about(draft)
            )
    return list(found)


def _named(pattern: str, draft: Draft) -> str:
    """A pattern such as ``{notebook}_{team}_{language}`` filled in, every value as a slug."""
    fields = {
        "notebook": draft.request.notebook.removesuffix(".ipynb"),
        "language": draft.language,
        "currency": draft.request.currency or "",
        "pipeline": draft.request.pipeline or "",
        "period": draft.request.period or "",
        **{name: str(value) for name, value in draft.parameters.items() if value is not None},
        **draft.values,
    }
    for name in _fields(pattern):
        if name not in fields:
            allowed = ", ".join(dict.fromkeys([*USUAL, *draft.values, *draft.parameters]))
            raise ReportError("batch_name_field", value=name, allowed=allowed)
    stem = pattern.format(**{name: _slug(value) for name, value in fields.items()}).lower()
    if not stem or stem.startswith((".", "-")):
        raise ReportError("batch_name_letters", value=pattern)
    if stem in TAKEN:
        raise ReportError("batch_name_taken", value=stem, allowed=f"{stem}_{{language}}")
    return stem


def _fields(pattern: str) -> list[str]:
    """Names in braces; refused where there is anything else than letters around them."""
    try:
        pieces = list(string.Formatter().parse(pattern))
    except ValueError as error:
        raise ReportError("batch_name_letters", value=pattern) from error
    for text, name, form, conversion in pieces:
        plain = name is None or (name.isidentifier() and not form and conversion is None)
        if not plain or not _LETTERS.fullmatch(text):
            raise ReportError("batch_name_letters", value=pattern)
    return [name for _, name, _, _ in pieces if name is not None]


def _slug(value: str) -> str:
    """A value in a name; one without a letter of its own gets its hash."""
    return slug(value) or (digest(value) if value else "none")


def _about(draft: Draft) -> str:
    return f"{draft.request.notebook}: {draft.label} ({draft.language})"
