"""What the cells of a lesson show of a living document: before and after, versions, remarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from salestoolkit.core.before_after import BeforeAfter
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.process_review import review
from salestoolkit.core.sheets import Entry
from salestoolkit.lessons.checks_11 import Practice
from salestoolkit.lessons.shown import (
    Block,
    Shown,
    bullets,
    heading,
    paragraph,
    pictured,
    signed,
    table,
)
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.sources.processes.versions import publish_version
from salestoolkit.words import Words
from salestoolkit.words.before_after import (
    before_after_headline,
    before_after_notes,
    measure_sentences,
)
from salestoolkit.words.process_review import (
    review_groups,
    review_headline,
    whole_process_words,
)

if TYPE_CHECKING:
    from salestoolkit.lessons.workshop import Workshop

PRACTICE_COLUMNS = ("name", "seller", "with_it", "without", "difference", "transferable")


def before_after(result: BeforeAfter, words: Words) -> Shown:
    """The answer in one sentence, the picture, the three measures, and what they rest on."""
    from salestoolkit.charts.before_after import before_after_chart

    return Shown(
        paragraph(before_after_headline(words, result), bold=True),
        pictured(before_after_chart(result, words), words),
        bullets(measure_sentences(words, result).values()),
        bullets(before_after_notes(words, result)),
    )


def crm_changes(process: SalesProcess, company: str, words: Words) -> Shown:
    """What a process would change in a sample company's CRM."""
    from salestoolkit.sources.crm_setup.answers import read_setup_files
    from salestoolkit.sources.crm_setup.apply import plan_setup
    from salestoolkit.words.crm_setup import setup_lines

    present = read_setup_files([packaged_path(f"data/{company}/stages.json")])
    plan = plan_setup([process], crm=present.crm, against=present, language=words.language)
    blocks: list[Block] = [heading(words.text("lesson_11.crm.title"))]
    for line in setup_lines(plan, words):
        # lines on stages are indented below their pipeline
        blocks.append(bullets([line.strip()]) if line.startswith(" ") else paragraph(line))
    return Shown(*blocks)


def practices(listed: Sequence[Practice], words: Words) -> Shown:
    """Practices with deals won with and without them, and the interval of the difference."""

    def say(key: str, **fields: Any) -> str:
        return words.text(f"lesson_11.practices.{key}", **fields)

    def share(won: int, n: int) -> str:
        return say("share", won=won, n=n, share=words.percent(won / n))

    rows = []
    for one in listed:
        low, high = (signed(100 * end, words) for end in one.interval)
        rows.append(
            (
                one.name,
                one.seller,
                share(one.with_won, one.with_n),
                share(one.without_won, one.without_n),
                say("points", low=low, high=high),
                say("yes" if one.transferable else "no"),
            )
        )
    header = [say(name) for name in PRACTICE_COLUMNS]
    return Shown(heading(say("title")), table(header, rows, numbers=(2, 3, 4)))


def remarks(entries: Sequence[Entry], process: SalesProcess, words: Words) -> Shown:
    """What the team noted, by stage, open remarks first."""
    found = review([entry.values for entry in entries], process, whole=whole_process_words(words))
    blocks: list[Block] = [
        heading(words.text("lesson_11.remarks.title")),
        paragraph(review_headline(found, words)),
    ]
    for group in review_groups(found, words):
        blocks += [paragraph(group.title, bold=True), bullets(group.lines)]
    return Shown(*blocks)


def crm_advice(answers: Mapping[str, str], words: Words) -> Any:
    """What answers to the seven questions point to."""
    from IPython.display import Markdown

    from salestoolkit.words.crm_choice import crm_advice_page

    return Markdown(crm_advice_page(answers, words))


def publish(workshop: Workshop, *, author: str, reason: str) -> Shown:
    """Publish the team's process from today on, and say where its copy lies."""
    words, file = workshop.words, workshop.process_file
    if not author.strip() or not reason.strip():
        return Shown(paragraph(words.text("lesson_11.published.blank")))
    if not file.is_file():
        return Shown(paragraph(words.text("lesson_11.published.no_process")))
    done = publish_version(file, author=author, reason=reason, day=workshop.today)
    path = str(done.snapshot.path.relative_to(workshop.folder))
    fields = {"number": done.snapshot.number, "date": done.version.date, "path": path}
    return Shown(paragraph(words.text("lesson_11.published.done", **fields)))
