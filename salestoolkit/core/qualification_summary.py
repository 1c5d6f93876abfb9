"""A team's leads at a glance: how many are hot, what nobody knows yet, what to ask next.

It counts leads, never people: nothing here is by seller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from salestoolkit.core.qualification import VERDICTS, Qualification, Scheme, Verdict


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """A criterion, of how many leads that are not out its answer is unknown, and of how many a no."""

    key: str
    unknown: int
    no: int


@dataclass(frozen=True, kw_only=True)
class LeadSummary:
    """Counts of a team's leads at ``as_of``.

    ``by_verdict`` sums to ``n``. ``criteria`` and ``next_questions`` are about the ``still_in`` leads
    that are not out: whoever is out is asked nothing more. ``next_questions`` holds how many of them
    have the criterion as their next question, most first; ``one_short`` how many are one change away
    from hot; ``profile_unknown`` of how many a hard rule of the profile could not be checked.
    """

    as_of: date
    scheme: Scheme
    n: int
    by_verdict: dict[Verdict, int]
    criteria: tuple[Unknown, ...]
    next_questions: tuple[tuple[str, int], ...]
    one_short: int
    profile_unknown: int

    @property
    def still_in(self) -> int:
        """Leads that are not out: the denominator of all but ``by_verdict``."""
        return self.n - self.by_verdict["out"]

    @property
    def most_unknown(self) -> tuple[str, ...]:
        """The criteria unknown of most leads; several where they tie, none where all is known."""
        most = max((one.unknown for one in self.criteria), default=0)
        return tuple(one.key for one in self.criteria if most and one.unknown == most)


def summarise_leads(scheme: Scheme, found: Sequence[Qualification], *, as_of: date) -> LeadSummary:
    """Count a team's leads by verdict, and what is to be asked next.

    Examples
    --------
    >>> from salestoolkit.core.qualification import Criterion, qualify
    >>> one = Criterion(key="need", name="Need", question="?", counts="", out_if_no=True)
    >>> scheme = Scheme(name="one", language="en", title="One", criteria=(one,))
    >>> leads = [qualify(scheme, {"need": answer}) for answer in (True, None, False, None)]
    >>> summary = summarise_leads(scheme, leads, as_of=date(2026, 11, 26))
    >>> summary.by_verdict, summary.next_questions
    ({'hot': 1, 'nurture': 2, 'out': 1}, (('need', 2),))
    """
    staying = [one for one in found if one.verdict != "out"]
    asked = [one.next_question for one in staying]
    counted = [(key, asked.count(key)) for key in scheme.keys if key in asked]
    return LeadSummary(
        as_of=as_of,
        scheme=scheme,
        n=len(found),
        by_verdict={verdict: sum(one.verdict == verdict for one in found) for verdict in VERDICTS},
        criteria=tuple(
            Unknown(
                key=key,
                unknown=sum(one.answers[key] is None for one in staying),
                no=sum(one.answers[key] is False for one in staying),
            )
            for key in scheme.keys
        ),
        next_questions=tuple(sorted(counted, key=lambda pair: -pair[1])),
        one_short=sum(len(one.changes) == 1 for one in staying),
        profile_unknown=sum(
            one.fit is not None and any(rule.hard for rule in one.fit.unknown) for one in staying
        ),
    )
