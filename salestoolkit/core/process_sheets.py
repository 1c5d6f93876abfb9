"""A process as the entries of the sheets `process` and `raci`, to be printed and filled in further."""

from __future__ import annotations

from salestoolkit.core.process import SalesProcess
from salestoolkit.core.process_parts import RACI
from salestoolkit.core.sheets import Entry


def process_entries(process: SalesProcess) -> tuple[Entry, ...]:
    """A row of the sheet ``process`` for each stage: what is not known stays unknown.

    Examples
    --------
    >>> from salestoolkit.core.process import Stage
    >>> offer = Stage(key="offer", name="Offer", win_probability=0.5, activities=("Demo",))
    >>> (row,) = process_entries(SalesProcess(name="Sale", stages=(offer,)))
    >>> row["stage"], row["activities"], row["probability"], row["days"]
    ('Offer', ('Demo',), 0.5, None)
    """
    return tuple(
        Entry(
            {
                "stage": stage.name,
                "activities": tuple(process.activity(key).name for key in stage.activities) or None,
                "owner": process.stakeholder(stage.owner).name if stage.owner else None,
                "exit_criteria": stage.exit_criteria or None,
                "days": stage.target_days,
                "probability": stage.win_probability,
            }
        )
        for stage in process.stages
    )


def raci_entries(process: SalesProcess) -> tuple[Entry, ...]:
    """A row of the sheet ``raci`` for each activity, with the people's names.

    Two who answer for one result are both shown: the row says what has to be settled.
    """
    return tuple(_raci(process, key) for key in process.activity_keys)


def _raci(process: SalesProcess, key: str) -> Entry:
    activity = process.activity(key)
    parts = {
        part: tuple(process.stakeholder(one).name for one in getattr(activity, part))
        for part in RACI
    }
    accountable = ", ".join(parts.pop("accountable")) or None
    lists = {part: names or None for part, names in parts.items()}
    return Entry({"activity": activity.name, "accountable": accountable, **lists})
