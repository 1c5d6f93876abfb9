"""`salestoolkit deliver`, `mail-pages` and `heartbeat`: a batch's pages brought to whom they are for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, saying_what_is_kept, words_of

MANIFEST_VARIABLE = "SALESTOOLKIT_MANIFEST"

heartbeat_app = typer.Typer(no_args_is_help=True, help="The file that says when a batch last ran.")
app.add_typer(heartbeat_app, name="heartbeat")


@app.command()
def deliver(
    batch: Annotated[Path, typer.Argument(metavar="BATCH.toml", help="The batch's file.")],
    language: LanguageOption = None,
) -> int:
    """Deliver what is outstanding of a batch's last run; no report is made again, nothing sent twice."""
    from salestoolkit.reports.batch.batch_file import read_batch
    from salestoolkit.reports.batch.latest import latest_run, refuse_without_latest
    from salestoolkit.reports.batch.manifest import NAME
    from salestoolkit.reports.delivery.console import deliver_and_tell

    words = words_of(language)
    read = read_batch(batch)
    if read.delivery is None:
        print(words.text("delivery.nothing_to_deliver", file=str(batch)))
        return 0
    run = latest_run(read.to)
    if run is None:
        refuse_without_latest(read.to)
        print(words.text("delivery.no_run"))
        return 0
    with saying_what_is_kept(words):
        return deliver_and_tell(read.delivery, run / NAME, words)


@app.command()
def mail_pages(
    manifest: Annotated[
        Path,
        typer.Argument(
            metavar="MANIFEST", envvar=MANIFEST_VARIABLE, help="manifest.json of a run."
        ),
    ],
    mail: Annotated[Path, typer.Option("--mail", metavar="FILE", help="mail.toml: how to send.")],
    recipients: Annotated[
        Path, typer.Option("--recipients", metavar="FILE", help="recipients.toml: who gets what.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be sent, and send nothing.")
    ] = False,
    language: LanguageOption = None,
) -> int:
    """Send each recipient a letter with their pages; what was sent is not sent again."""
    from salestoolkit.reports.delivery.console import tell_deliveries
    from salestoolkit.reports.delivery.mail_console import mail_run, tell_letters

    words = words_of(language)
    if dry_run:
        return tell_letters(manifest, mail, recipients, words)
    with saying_what_is_kept(words):
        return tell_deliveries(mail_run(manifest, mail, recipients), words)


@heartbeat_app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="heartbeat.json of a batch.")],
    within: Annotated[
        str, typer.Option("--within", metavar="8d|36h", help="How long ago the last run may be.")
    ],
    language: LanguageOption = None,
) -> int:
    """Say when a run last came to its end; a sentence and code 1 where that is too long ago."""
    from salestoolkit.reports.delivery.heartbeat import check_heartbeat, length_of_time

    words = words_of(language)
    now = datetime.now().astimezone()
    finished = check_heartbeat(file, within=length_of_time(within), at=now)
    moment = f"{words.date(finished.date())}, {finished:%H:%M}"
    print(words.text("delivery.heartbeat.well", moment=moment))
    return 0
