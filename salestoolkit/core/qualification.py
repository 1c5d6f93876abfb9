"""Whether a lead is hot, to be nurtured, or out, and the least that would make it hot.

Answers are yes (True), no (False) or unknown (None), and unknown is not no.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from salestoolkit.core.ideal_profile import Fact, Profile, ProfileFit, Rule, profile_fit
from salestoolkit.errors import InvalidValue

Answer = bool | None
Verdict = Literal["hot", "nurture", "out"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do when a criterion is a no. ``is_discount``: only within an agreed limit."""

    key: str
    text: str
    is_discount: bool = False


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One thing that a scheme asks about a lead.

    ``counts`` says what counts as a yes, ``question`` is asked while it is unknown, ``when_no`` is
    what to do about a no, in this order. Where ``out_if_no`` a no puts the lead out. ``columns`` are
    headers under which a list of leads has the answer.
    """

    key: str
    name: str
    question: str
    counts: str
    when_no: tuple[Step, ...] = ()
    out_if_no: bool = False
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A way to qualify leads, such as BANT: its criteria in order, in one language.

    ``hot_from`` is how many criteria must be a yes for a hot lead; all of them where not given.
    """

    name: str
    language: str
    title: str
    criteria: tuple[Criterion, ...]
    hot_from: int | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the criteria, in order."""
        return tuple(one.key for one in self.criteria)

    @property
    def needed(self) -> int:
        """Number of yes that make a lead hot."""
        return len(self.criteria) if self.hot_from is None else self.hot_from

    def criterion(self, key: str) -> Criterion:
        """The criterion with a key; InvalidValue ``qualify_criterion`` where there is none."""
        for one in self.criteria:
            if one.key == key:
                return one
        raise InvalidValue("qualify_criterion", value=key, allowed=", ".join(self.keys))

    def out_on(self, keys: Collection[str]) -> Scheme:
        """The scheme in which a no to these criteria, and to no others, puts a lead out."""
        for key in keys:
            self.criterion(key)
        return replace(
            self, criteria=tuple(replace(one, out_if_no=one.key in keys) for one in self.criteria)
        )


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that has to change before a lead is hot.

    ``kind`` is ``ask`` (unknown: ask), ``mend`` (a no: do something about it) or ``profile`` (a hard
    rule that the company breaks: ``rule``; only the company itself can change that).
    """

    key: str
    kind: Literal["ask", "mend", "profile"]
    rule: Rule | None = None


@dataclass(frozen=True, kw_only=True)
class Qualification:
    """What a lead's answers come to.

    ``changes`` is a smallest set that would make the lead hot, questions first; empty for a hot one.
    ``ties`` are criteria that would do as well as those of their kind in ``changes``: what would end
    the matter came first, then the order of the scheme. ``no_for_good`` are criteria whose no puts
    the lead out.
    """

    verdict: Verdict
    answers: Mapping[str, Answer]
    changes: tuple[Change, ...] = ()
    ties: tuple[str, ...] = ()
    no_for_good: tuple[str, ...] = ()
    fit: ProfileFit | None = None

    @property
    def unknown(self) -> tuple[str, ...]:
        """Criteria that nobody knows the answer to, in the order of the scheme."""
        return tuple(key for key, answer in self.answers.items() if answer is None)

    @property
    def hard_broken(self) -> tuple[Rule, ...]:
        """Hard rules of the profile that the company breaks."""
        return () if self.fit is None else self.fit.hard_broken

    @property
    def next_question(self) -> str | None:
        """The criterion to ask about next; None where the lead is out or no question is left."""
        if self.verdict == "out":
            return None
        return next((one.key for one in self.changes if one.kind == "ask"), None)


def qualify(
    scheme: Scheme,
    answers: Mapping[str, Answer],
    *,
    profile: Profile | None = None,
    facts: Mapping[str, Fact] | None = None,
) -> Qualification:
    """Judge one lead.

    Out: a hard rule of the profile is broken, or a criterion with ``out_if_no`` is a no. Hot: not
    out, and at least ``scheme.needed`` criteria are a yes. Nurture: everything else. What is unknown,
    of the answers or of the company, is never held against a lead.

    Parameters
    ----------
    answers : mapping
        True, False or None by the key of the criterion; what is missing is unknown.
    profile, facts : Profile, mapping
        The ideal customer, and what is known of the company by the profile's fields.

    Raises
    ------
    InvalidValue
        ``qualify_criterion`` for an answer to what the scheme does not ask, ``qualify_answer`` for
        one that is neither True, False nor None.

    Examples
    --------
    >>> both = (
    ...     Criterion(key="budget", name="Budget", question="Is there money?", counts="A sum"),
    ...     Criterion(key="need", name="Need", question="?", counts="A problem", out_if_no=True),
    ... )
    >>> scheme = Scheme(name="two", language="en", title="Two", criteria=both)
    >>> found = qualify(scheme, {"need": True})
    >>> found.verdict, found.changes
    ('nurture', (Change(key='budget', kind='ask', rule=None),))
    >>> qualify(scheme, {"need": False, "budget": True}).verdict
    'out'
    """
    known = _known(scheme, answers)
    fit = None if profile is None else profile_fit(profile, facts or {})
    hard = () if fit is None else fit.hard_broken
    for_good = tuple(c.key for c in scheme.criteria if c.out_if_no and known[c.key] is False)
    changes, ties = _least(scheme, known, for_good)
    verdict: Verdict = "out" if hard or for_good else "nurture" if changes else "hot"
    outside = (Change(key=rule.field, kind="profile", rule=rule) for rule in hard)
    return Qualification(
        verdict=verdict,
        answers=known,
        changes=(*outside, *changes),
        ties=ties,
        no_for_good=for_good,
        fit=fit,
    )


def steps(criterion: Criterion, *, discount_limit: float | None = None) -> tuple[Step, ...]:
    """What to do about a no, in order; a discount comes last, and not at all where none is agreed.

    Parameters
    ----------
    discount_limit : float, optional
        Highest discount that was agreed beforehand, a share of the price (0-1); None where it is not
        known, 0 where there is to be none.

    Raises
    ------
    InvalidValue
        ``qualify_limit`` for a limit outside 0-1.
    """
    if discount_limit is not None and not 0 <= discount_limit <= 1:
        raise InvalidValue("qualify_limit", value=discount_limit)
    found = (step for step in criterion.when_no if not (step.is_discount and discount_limit == 0))
    return tuple(sorted(found, key=lambda step: step.is_discount))


@dataclass
class _Choice:
    chosen: list[Change] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def _ending_first(scheme: Scheme) -> list[str]:
    return [one.key for one in sorted(scheme.criteria, key=lambda one: not one.out_if_no)]


def _known(scheme: Scheme, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    for key, answer in answers.items():
        scheme.criterion(key)
        if answer is not None and not isinstance(answer, bool):
            raise InvalidValue("qualify_answer", field=key, value=answer)
    return {key: answers.get(key) for key in scheme.keys}


def _least(
    scheme: Scheme, known: Mapping[str, Answer], for_good: Collection[str]
) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """A smallest set of answers to change, and the criteria that would have done as well.

    A no that puts the lead out has to go in any case. For the rest a question costs less than a
    change at the client's, so what is unknown comes before what is a no; first is asked what would
    end the matter, then goes the order of the scheme.
    """
    missing = scheme.needed - sum(answer is True for answer in known.values()) - len(for_good)
    asked, mended = _Choice(), _Choice()
    for choice, answer in ((asked, None), (mended, False)):
        kind: Literal["ask", "mend"] = "ask" if answer is None else "mend"
        for key in (key for key in _ending_first(scheme) if known[key] is answer):
            if key in for_good:
                choice.chosen.append(Change(key=key, kind=kind))
            elif missing > 0:
                choice.chosen.append(Change(key=key, kind=kind))
                missing -= 1
            else:
                choice.left.append(key)
    free_mends = [one for one in mended.chosen if one.key not in for_good]
    ties = (asked.left if asked.chosen else []) + (mended.left if free_mends else [])
    return (*asked.chosen, *mended.chosen), tuple(ties)
