"""How fast a mailbox is mined for objections, held against reading it and lemmatising its words.

Run with ``python benchmarks/mining_speed.py [--quick]``. The peer reads the same mailbox with Python's
own `mailbox` and takes each word to its lemma with simplemma, in one process: a first step that a search
by lemmas would need, without redaction, sentences or labels. Median of five warm runs.
"""

from __future__ import annotations

import argparse
import mailbox
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

MAILS = 10_000
RUNS = 5
SENTENCES = {
    "en": (
        "Thank you for the call on Tuesday and for the figures.",
        "The price is far above what we had planned for this year.",
        "Could you send the list of functions once more?",
        "My director has to agree before we go on.",
        "We have worked with our present supplier for nine years.",
        "The hall is heated from October to April.",
        "Moving all our data would take the team weeks.",
        "Let us talk again after the summer.",
        "The lorry comes on Mondays and Thursdays at eight.",
        "Nobody here complained about the old machine.",
    ),
    "pl": (
        "Dziękuję za wtorkową rozmowę i za zestawienie.",
        "Cena jest dużo wyższa, niż planowaliśmy na ten rok.",
        "Czy mogą Państwo jeszcze raz przesłać listę funkcji?",
        "Zanim pójdziemy dalej, musi się zgodzić dyrektor.",
        "Z obecnym dostawcą współpracujemy od dziewięciu lat.",
        "Halę ogrzewa się od października do kwietnia.",
        "Przeniesienie wszystkich danych zajęłoby zespołowi tygodnie.",
        "Wróćmy do tego po wakacjach.",
        "Ciężarówka przyjeżdża w poniedziałki i czwartki o ósmej.",
        "Na starą maszynę nikt się nie skarżył.",
    ),
}
ENDS = {
    "en": "Kind regards\nAda Wren\ntel. 020 7946 0199",
    "pl": "Pozdrawiam\nAda Wrona\ntel. 600 100 200",
}


def write_mailbox(path: Path, mails: int) -> None:
    """A mailbox of letters of twelve sentences, half of them in Polish, each one different."""
    random_ = random.Random(1)
    box = mailbox.mbox(path)
    for number in range(mails):
        language = ("en", "pl")[number % 2]
        body = random_.choices(SENTENCES[language], k=12)
        mail = EmailMessage()
        mail["From"] = f"Ada Wren <ada{number}@client.example>"
        mail["To"] = "sales@firm.example"
        mail["Subject"] = f"Offer {number}"
        mail["Date"] = "Mon, 12 Oct 2026 10:14:00 +0200"
        mail.set_content(f"No. {number}.\n\n" + " ".join(body) + f"\n\n{ENDS[language]}")
        box.add(mail)
    box.flush()
    box.close()


def mined(path: Path) -> int:
    """Sentences with an objection, mined as the command line does."""
    from salestoolkit.sources.objection_mining import mine_files

    return mine_files([path]).mined.with_objection


def lemmatised(path: Path) -> int:
    """Words of all letters, each taken to its lemma."""
    import simplemma

    words = 0
    for number, mail in enumerate(mailbox.mbox(path)):
        text = mail.get_payload(decode=True).decode(errors="replace")  # type: ignore[union-attr]
        language = ("en", "pl")[number % 2]
        words += len(simplemma.text_lemmatizer(text, lang=language))
    return words


def median_seconds(work: Callable[[Path], int], path: Path, runs: int) -> float:
    """Median of some runs after one to warm up."""
    work(path)
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work(path)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Measure both on the same mailbox and print them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the letters, one run")
    quick = parser.parse_args().quick
    mails, runs = (MAILS // 10, 1) if quick else (MAILS, RUNS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letters.mbox"
        write_mailbox(path, mails)
        own = median_seconds(mined, path, runs)
        peer = median_seconds(lemmatised, path, runs)
    print(f"{mails:,} letters of 12 sentences; median of {runs} warm runs")
    print(f"objections mine  {own:8.2f} s  {own / mails * 1000:6.2f} ms a letter")
    print(f"read and lemmas  {peer:8.2f} s  {peer / mails * 1000:6.2f} ms a letter")
    print(f"ratio            {own / peer:8.2f}")


if __name__ == "__main__":
    main()
