"""The share that a team wants to move on from each stage, as a person writes it down."""

from __future__ import annotations

import csv
import io
import re

from salestoolkit.core.plain_text import folded
from salestoolkit.core.process import SalesProcess
from salestoolkit.errors import InvalidValue

_SHARE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(%?)")


def stage_targets(text: str, process: SalesProcess) -> dict[str, float]:
    """Targets by the key of the stage, from ``Demo=70%, Proposal sent=0.5``.

    A pair with a comma in it stands in quotation marks, as in a line of CSV.

    Raises
    ------
    InvalidValue
        ``target_pair``, ``process_no_stage``, ``target_share`` outside 0 to 1, ``target_twice``.

    Examples
    --------
    >>> from salestoolkit.core.process import SalesProcess, Stage
    >>> process = SalesProcess(name="Sales", stages=(Stage(key="demo", name="Demo"),))
    >>> stage_targets("demo = 70%", process)
    {'demo': 0.7}
    """
    stages = process.deal_stages
    known = {folded(name): one.key for one in stages for name in (one.key, one.name)}
    found: dict[str, float] = {}
    for pair in next(csv.reader(io.StringIO(text), skipinitialspace=True), []):
        name, sign, value = pair.rpartition("=")
        share = _SHARE.fullmatch(value.strip())
        if not sign or not name.strip() or share is None:
            raise InvalidValue("target_pair", value=pair)
        if folded(name) not in known:
            allowed = ", ".join(one.name for one in stages)
            raise InvalidValue("process_no_stage", value=name.strip(), allowed=allowed)
        key = known[folded(name)]
        rate = float(share[1].replace(",", ".")) / (100 if share[2] else 1)
        if not 0 <= rate <= 1:
            raise InvalidValue("target_share", field=name.strip(), value=value.strip())
        if key in found:
            raise InvalidValue("target_twice", value=name.strip())
        found[key] = rate
    if not found:
        raise InvalidValue("target_pair", value=text)
    return found
