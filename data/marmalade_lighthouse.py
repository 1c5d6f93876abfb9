"""Marmalade Lighthouse: an English company that sells planning software to other companies.

Invented: no real person or company. Every true parameter of its simulation stands here; `STORIES.md`
tells what a reader can discover of them.
"""

from __future__ import annotations

from datetime import date

from companies import SECOND_YEAR, Company, Rep, Segment, Source, Stage

ENGLISH = Company(
    key="marmalade_lighthouse",
    name="Marmalade Lighthouse Ltd",
    seed=20251103,
    currency="GBP",
    deals=1100,
    accounts=400,
    stages=(
        Stage("Enquiry", 3, 5),
        Stage("Discovery call", 6, 15),
        Stage("Demo", 8, 30),
        Stage("Proposal sent", 11, 50),
        Stage("Credit check", 7, 75),
        Stage("Contract out", 6, 90),
    ),
    teams={"Field": 0.36, "Inside Sales": 0.38, "Partners": 0.26},
    reps=(
        Rep("Poppy Thimblewick", "Field", ("North", "Scotland"), date(2022, 4, 4)),
        Rep("Rufus Quillfeather", "Field", ("South", "Midlands"), date(2023, 9, 4)),
        Rep("Maud Pebblecroft", "Field", ("South", "North"), date(2024, 1, 8)),
        Rep("Alfie Bramblethorpe", "Field", ("Scotland", "Midlands"), date(2025, 9, 1)),
        Rep("Winnie Larkspindle", "Inside Sales", ("North", "South"), date(2021, 6, 7)),
        Rep("Barnaby Mossgrave", "Inside Sales", ("Midlands", "Scotland"), date(2023, 2, 6)),
        Rep(
            "Tilda Foxbarrow",
            "Inside Sales",
            ("South", "Scotland"),
            date(2022, 11, 7),
            date(2026, 5, 29),
        ),
        Rep("Otis Wrenfield-Moth", "Inside Sales", ("North", "Midlands"), date(2024, 10, 7)),
        Rep("Hettie Cloudsley-Finch", "Partners", ("North", "Midlands"), date(2020, 2, 3)),
        Rep("Jasper Nettlebank", "Partners", ("South", "Scotland"), date(2024, 3, 4)),
        Rep("Saffron Teasdrop", "Partners", ("Scotland", "South"), date(2023, 5, 1)),
    ),
    sources=(
        Source("Referral", (0.25, 0.25), ((0.90, 0.86, 0.78, 0.66, 0.93, 0.92),) * 2),
        Source("Webinar", (0.35, 0.35), ((0.80, 0.78, 0.72, 0.58, 0.90, 0.88),) * 2),
        Source("Outbound call", (0.40, 0.40), ((0.74, 0.74, 0.70, 0.54, 0.90, 0.88),) * 2),
    ),
    segments=(
        Segment("Small", "C", 0.45, 3_200, 0.45),
        Segment("Mid-market", "B", 0.38, 9_500, 0.50),
        Segment("Enterprise", "A", 0.17, 31_000, 0.60),
    ),
    products=("Marmalade Rota", "Marmalade Fleet", "Marmalade Stock"),
    lost_reasons=(
        "Price",
        "No budget",
        "Chose a competitor",
        "Went quiet",
        "Bad timing",
        "Other",
    ),
    activities=("Call", "Meeting", "Email", "Task"),
    first_words=(
        *("Velvet", "Quilted", "Whispering", "Paper", "Cobalt", "Freckled", "Drowsy", "Gingham"),
        *("Amber", "Tumbling", "Misty", "Woolly", "Thistly", "Snowy", "Dappled", "Galloping"),
        *("Waltzing", "Ninth", "Chirping", "Daydreaming"),
    ),
    second_words=(
        *("Otter", "Badger", "Cockerel", "Spruce", "Kayak", "Bison", "Button", "Crumpet"),
        *("Windmill", "Cygnet", "Woodpecker", "Thimble", "Comb", "Spindle", "Foal", "Parasol"),
        *("Cactus", "Jasmine", "Pencil", "Tramcar"),
    ),
    forms=("Haulage Ltd", "Foundry plc", "& Daughters Ltd"),
    headers={
        "id": "Deal - ID",
        "title": "Deal - Title",
        "owner": "Deal - Owner",
        "value": "Deal - Value",
        "currency": "Deal - Currency of Value",
        "probability": "Deal - Probability",
        "pipeline": "Deal - Pipeline",
        "stage": "Deal - Stage",
        "status": "Deal - Status",
        "created": "Deal - Deal created",
        "moved": "Deal - Last stage change",
        "won": "Deal - Won time",
        "lost": "Deal - Lost time",
        "reason": "Deal - Lost reason",
        "expected": "Deal - Expected close date",
        "next": "Deal - Next activity date",
        "last": "Deal - Last activity date",
        "done": "Deal - Done activities",
        "organization": "Deal - Organization",
        "team": "Deal - Team",
        "segment": "Deal - Segment",
        "source": "Deal - Source",
        "territory": "Deal - Territory",
        "product": "Deal - Product",
    },
    tables={
        "activities": (
            *("Activity - ID", "Activity - Type", "Activity - Deal ID"),
            *("Activity - Assigned to user", "Activity - Due date"),
            *("Activity - Done", "Activity - Marked as done time"),
        ),
        "reps": ("Rep", "Team", "Territory", "Started", "Left"),
        "accounts": (
            *("Account", "Segment", "Tier", "Territory", "Owner", "Potential"),
            "Existing client",
        ),
        "visits": ("Visit date", "Account", "Rep"),
        "quotas": ("Rep", "Month", "Quota", "Currency"),
    },
    words={
        "open": "Open",
        "won": "Won",
        "lost": "Lost",
        "total": "Total",
        "select": "Select",
        "yes": "yes",
        "no": "no",
        "odd_company": "<b>Acme</b> & Sons",
    },
    pipeline="New business",
    quota=13_000,
    changed_stage=2,
    changed_on=SECOND_YEAR,
    changed_factor=0.66,
    slow_stage=("Scotland", 4, 3.5),
    mass_close=date(2026, 6, 30),
)
