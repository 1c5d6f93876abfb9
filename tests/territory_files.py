"""A small team's lists, with everything in them that can be wrong, imported into a deal book."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from salestoolkit.sources.importer import import_files

AS_OF = date(2026, 3, 31)
DEALS = """Deal ID,Title,Owner,Value,Currency,Stage,Status,Created,Closed,Account,Territory
1,One,Ann Hill,1000,GBP,Offer,Won,2026-01-05,2026-02-05,Mill Ltd,North
2,Two,Ann Hill,2000,GBP,Offer,Open,2026-02-05,,Bakery Ltd,North
3,Three,Bob Dale,3000,GBP,Enquiry,Lost,2026-02-10,2026-03-01,Dairy Ltd,South
4,Four,Bob Dale,1500,GBP,Enquiry,Open,2026-03-10,,Forge Ltd,South
"""
ACCOUNTS = """Account,Territory,Owner,Tier,Potential,Currency,Existing client,Latitude,Longitude,Country
Mill Ltd,North,Ann Hill,A,9000,GBP,yes,55.0,-1.6,United Kingdom
Bakery Ltd,North,Ann Hill,B,4000,GBP,no,54.9,-1.5,United Kingdom
<b>Dairy</b> Ltd,South,Bob Dale,A,7000,GBP,no,51.5,-0.1,United Kingdom
Forge Ltd,South,Bob Dale,B,-50,GBP,no,-1.3,52.0,United Kingdom
Forge Ltd,South,Bob Dale,C,60,GBP,no,,,United Kingdom
Pottery Ltd,South,Bob Dale,B,800,GBP,no,,,United Kingdom
"""
VISITS = """Visit date,Account,Rep,Planned date,Outcome
2026-03-02,Mill Ltd,Ann Hill,,
2026-03-03,mill ltd,Bob Dale,,
2026-03-04,Bakery Ltd,Ann Hill,,cancelled
2026-03-05,"=HYPERLINK(""x"")",Ann Hill,,
2026-03-06,,Ann Hill,,
2026-09-01,Pottery Ltd,Bob Dale,,
"""
OWNERS = """Account,Owner,Territory,From,To
Bakery Ltd,Bob Dale,South,2026-01-01,2026-03-09
Bakery Ltd,Ann Hill,North,2026-03-10,
"""
FILES: Mapping[str, str] = {
    "deals.csv": DEALS,
    "accounts.csv": ACCOUNTS,
    "visits.csv": VISITS,
    "owners.csv": OWNERS,
}


def import_team(folder: Path, **changed: str | None) -> Path:
    """Import the lists, each as it is or as given by its name (None: left out); says where the book is."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in FILES.items():
        told = changed.get(name.removesuffix(".csv"), text)
        if told is not None:
            paths.append(folder / name)
            paths[-1].write_text(told, encoding="utf-8")
    book = folder / "book"
    import_files(paths, to=book, timezone="Europe/London", exported_at=AS_OF)
    return book
