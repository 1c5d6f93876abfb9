"""A lead's verdict in sentences: why, what would make it hot, and what to do for it."""

from __future__ import annotations

from collections.abc import Sequence

from salestoolkit.core.ideal_profile import Profile, ProfileFit, Rule
from salestoolkit.core.qualification import Change, Qualification, Scheme, steps
from salestoolkit.words.words import Words


def verdict_sentence(words: Words, scheme: Scheme, found: Qualification, *, company: str) -> str:
    """What a lead is, and why, in one sentence."""
    say = f"qualification.says.{found.verdict}"
    if found.verdict == "out":
        return words.text(say, company=company, reasons=" ".join(out_reasons(words, scheme, found)))
    if found.verdict == "nurture":
        changes = words.count("change.genitive", len(found.changes))
        return words.text(say, company=company, changes=changes)
    yes, n = sum(answer is True for answer in found.answers.values()), len(scheme.criteria)
    key = f"{say}_all" if yes == n else f"{say}_enough"
    fields = {"yes": yes, "n": n, **({} if yes == n else {"needed": scheme.needed})}
    return words.text(key, company=company, **fields)


def answers_sentence(words: Words, found: Qualification) -> str:
    """How many answers are yes, no and not known."""
    given = list(found.answers.values())
    return words.text(
        "qualification.says.answers",
        yes=given.count(True),
        n=len(given),
        no=given.count(False),
        unknown=given.count(None),
    )


def out_reasons(words: Words, scheme: Scheme, found: Qualification) -> list[str]:
    """Why a lead is out: rules of the profile that it breaks, criteria whose no puts it out."""
    rules = [rule_text(words, rule) for rule in found.hard_broken]
    names = [scheme.criterion(key).name for key in found.no_for_good]
    return [
        *(words.text("qualification.says.rule_broken", rule=rule) for rule in rules),
        *(words.text("qualification.says.criterion_no", name=name) for name in names),
    ]


def change_lines(
    words: Words,
    scheme: Scheme,
    found: Qualification,
    *,
    discount_limit: float | None = None,
) -> list[tuple[str, tuple[str, ...]]]:
    """What would make a lead hot: for each change a sentence, and the steps to take in order."""
    lines = [_change(words, scheme, one, found, discount_limit) for one in found.changes]
    if found.ties:
        names = ", ".join(scheme.criterion(key).name for key in found.ties)
        lines.append((words.text("qualification.says.ties", names=names), ()))
    return lines


def next_question(words: Words, scheme: Scheme, found: Qualification) -> str | None:
    """What to ask next, in the words to say to the client; None where no question is open."""
    key = found.next_question
    return None if key is None else scheme.criterion(key).question


def fit_sentences(words: Words, profile: Profile, fit: ProfileFit) -> list[str]:
    """How a company fits the profile, of how many rules known, and what is still to be checked."""
    key = "fit_none" if fit.share is None else "fit" if fit.unknown else "fit_all"
    fields: dict[str, object] = {"profile": profile.name, "rules": len(profile.rules)}
    if fit.share is not None:
        fields["share"] = words.percent(fit.share)
    if key == "fit":
        fields["known"] = fit.known
    lines = [words.text(f"qualification.says.{key}", **fields)]
    hard = [rule.question or rule_text(words, rule) for rule in fit.unknown if rule.hard]
    if hard:
        lines.append(words.text("qualification.says.profile_unknown", rules="; ".join(hard)))
    return lines


def rule_text(words: Words, rule: Rule) -> str:
    """A rule of a profile as people read it.

    Examples
    --------
    >>> from salestoolkit.words import load_words
    >>> rule = Rule(field="staff", operator="between", values=(20, 1000), label="Staff")
    >>> rule_text(load_words("en"), rule)
    'Staff: from 20 to 1,000'
    """
    key = f"qualification.rule.{rule.operator}"
    shown = [one if isinstance(one, str) else words.number(one) for one in rule.values]
    if rule.operator == "between":
        return words.text(key, label=rule.label, low=shown[0], high=shown[1])
    return words.text(key, label=rule.label, values=", ".join(shown))


def step_texts(
    words: Words, scheme: Scheme, key: str, *, discount_limit: float | None
) -> tuple[str, ...]:
    """What to do about a criterion that is a no, with the agreed limit filled in."""
    found = []
    for step in steps(scheme.criterion(key), discount_limit=discount_limit):
        if not step.is_discount:
            found.append(step.text)
        elif discount_limit is None:
            found.append(words.text("qualification.says.no_limit"))
        else:
            limit = words.percent(discount_limit, digits=0 if _whole(discount_limit) else 1)
            found.append(step.text.replace("{limit}", limit))
    return tuple(found)


def short_changes(words: Words, scheme: Scheme, changes: Sequence[Change]) -> str:
    """The changes as a table has them: ``ask: Budget; change: Timing``."""
    return "; ".join(
        words.text(f"qualification.table.{one.kind}", name=_name(scheme, one)) for one in changes
    )


def _change(
    words: Words, scheme: Scheme, one: Change, found: Qualification, limit: float | None
) -> tuple[str, tuple[str, ...]]:
    if one.rule is not None:
        rule = rule_text(words, one.rule)
        return words.text("qualification.says.profile", rule=rule), ()
    criterion = scheme.criterion(one.key)
    if one.kind == "ask":
        said = words.text(
            "qualification.says.ask", name=criterion.name, question=criterion.question
        )
        return said, ()
    key = "mend_out" if one.key in found.no_for_good else "mend"
    said = words.text(f"qualification.says.{key}", name=criterion.name)
    return said, step_texts(words, scheme, one.key, discount_limit=limit)


def _name(scheme: Scheme, change: Change) -> str:
    return change.rule.label if change.rule else scheme.criterion(change.key).name


def _whole(share: float) -> bool:
    return abs(share * 100 - round(share * 100)) < 1e-9
