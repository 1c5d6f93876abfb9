"""A form that imports an export without a terminal: choose a file, say what its columns are, go.

Everything it does can be done without it: `salestoolkit.sources.recognition.mapping.mapping_from_choices` and
`salestoolkit.sources.importer.import_files`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ipywidgets as w

from salestoolkit.errors import SalesToolkitError
from salestoolkit.sources.books.import_record import DATE_ORDERS, DECIMALS
from salestoolkit.sources.files.tables import RawTable, read_tables
from salestoolkit.sources.import_summary import ImportSummary
from salestoolkit.sources.importer import import_files
from salestoolkit.sources.recognition.mapping import (
    guess,
    mapping_from_choices,
    samples,
    save_mapping,
)
from salestoolkit.sources.recognition.vocabulary import fields_of, kinds
from salestoolkit.widgets.narrow import FOCUS
from salestoolkit.widgets.read_outs import with_read_outs
from salestoolkit.words import Words, load_words
from salestoolkit.words.errors import plain
from salestoolkit.words.imported import Section, import_sections

LEFT_OUT = ""
WIDE = {"description_width": "11em"}
HALF = {"width": "32em"}


class TableChoices(w.VBox):  # type: ignore[misc]  # ipywidgets has no type hints
    """One table of an uploaded file: what it is, and a field for each of its columns."""

    def __init__(self, table: RawTable, words: Words) -> None:
        self.table = table
        self.words = words
        self.guess = guess(table)
        self.kind = w.Dropdown(
            description=_say(words, "kind"),
            options=[(words.text(f"import.kinds.{kind}"), kind) for kind in kinds()],
            value=self.guess.kind,
            style=WIDE,
            layout=HALF,
        )
        self.columns: dict[str, w.Dropdown] = {}
        self.rows = w.VBox()
        self._offer_fields()
        self.kind.observe(self._kind_chosen, names="value")
        heading = f"<b>{escape(_say(words, 'columns'))}</b>"
        super().__init__([w.HTML(self._recognised()), self.kind, w.HTML(heading), self.rows])

    @property
    def mapping(self) -> dict[str, Any]:
        """What a mapping has to say of this table: nothing where it is read as it is shown."""
        chosen = {header: box.value for header, box in self.columns.items()}
        if not self.guess.certain:
            return mapping_from_choices(list(chosen), chosen, kind=self.kind.value)
        known = self.guess.fields
        other = [name for name, field in chosen.items() if field != known.get(name, LEFT_OUT)]
        return mapping_from_choices(other, chosen) if other else {}

    def _recognised(self) -> str:
        key = "recognised.yes" if self.guess.certain else "recognised.no"
        text = _say(
            self.words,
            key,
            file=plain(self.table.path.name),
            kind=self.words.text(f"import.kinds.{self.guess.kind}"),
            rows=self.words.count("row", self.table.num_rows),
        )
        return f"<p>{escape(text)}</p>"

    def _kind_chosen(self, change: dict[str, Any]) -> None:
        self.guess = guess(self.table, as_table=change["new"])
        self._offer_fields()

    def _offer_fields(self) -> None:
        """A dropdown for each column, with the fields of the kind, set to what it seems to be."""
        names = list(dict.fromkeys([*fields_of(self.guess.kind), *self.guess.fields.values()]))
        labels = [(self.words.text(f"import.fields.{name}"), name) for name in names]
        leave_out = (_say(self.words, "leave_out"), LEFT_OUT)
        self.columns = {
            header: w.Dropdown(
                description=plain(header, length=40),
                tooltip=plain(header),
                options=[leave_out, *labels],
                value=self.guess.fields.get(header, LEFT_OUT),
                style={"description_width": "16em"},
                layout={"width": "38em"},
            )
            for header in self.table.columns
        }
        self.rows.children = [
            w.HBox([box, w.HTML(self._samples(header))]) for header, box in self.columns.items()
        ]

    def _samples(self, header: str) -> str:
        shown = [plain(value) for value in samples(self.table.columns[header])]
        text = _say(self.words, "samples", samples=" · ".join(shown))
        return f"<small>{escape(text if shown else _say(self.words, 'no_samples'))}</small>"


class ImportForm(w.VBox):  # type: ignore[misc]  # ipywidgets has no type hints
    """The form: upload, columns, options, and two buttons.

    ``summary`` is what the last import did, None before and where it failed. ``tables`` holds the
    choices for each table that was uploaded, ``mapping`` what they say together.
    """

    def __init__(self, *, book: Path | str = "book", language: str = "en") -> None:
        self.words = load_words(language)
        self.summary: ImportSummary | None = None
        self.tables: list[TableChoices] = []
        self._folder = TemporaryDirectory(prefix="salestoolkit-")
        self._paths: list[Path] = []
        self.upload = w.FileUpload(
            accept=".csv,.tsv,.txt,.xlsx,.json,.jsonl",
            multiple=True,
            description=self._text("upload"),
            layout={"width": "16em"},
        )
        self.options = _options(self._text, str(book))
        self.choices = w.VBox()
        self.go = w.Button(description=self._text("go"), button_style="primary", disabled=True)
        self.save = w.Button(
            description=self._text("save"), disabled=True, layout={"width": "16em"}
        )
        self.message = w.HTML()
        self.upload.observe(self._uploaded, names="value")
        self.go.on_click(self._attempt(self._import))
        self.save.on_click(self._attempt(self._save))
        super().__init__(
            [
                w.HTML(f"{FOCUS}<h3>{escape(self._text('title'))}</h3>"),
                w.HBox([self.upload, w.HTML(escape(self._text("upload_hint")))]),
                self.choices,
                w.VBox(with_read_outs(self.options.values(), self.words)),
                w.HBox([self.go, self.save]),
                self.message,
            ]
        )

    @property
    def mapping(self) -> dict[str, Any]:
        """What all choices say that the files do not say themselves, as a mapping file has it."""
        said: dict[str, Any] = {}
        for table in self.tables:
            columns = {**said.get("columns", {}), **table.mapping.get("columns", {})}
            said = {**said, **table.mapping, **({"columns": columns} if columns else {})}
        return said

    def _uploaded(self, change: dict[str, Any]) -> None:
        self._attempt(self._read)(None)

    def _read(self) -> None:
        self.tables, self._paths = [], []
        for number, file in enumerate(self.upload.value):
            # A browser gives any name: only its last part is kept, in a folder of our own.
            folder = Path(self._folder.name) / str(number)
            folder.mkdir(exist_ok=True)
            last = Path(str(file["name"]).replace("\\", "/")).name
            path = folder / (plain(last).lstrip(".") or "file")
            path.write_bytes(bytes(file["content"]))
            self._paths.append(path)
        found = [table for path in self._paths for table in read_tables(path)]
        self.tables = [TableChoices(table, self.words) for table in found]
        self.message.value = ""

    def _import(self) -> None:
        self.summary = None
        self.message.value = f"<p>{escape(self._text('reading'))}</p>"
        said = {name: box.value or None for name, box in self.options.items()}
        self.summary = import_files(
            self._paths,
            to=Path(said.pop("book") or "book"),
            mapping=self.mapping,
            **{name: value for name, value in said.items() if name != "mapping_file"},
        )
        self.message.value = _as_html(import_sections(self.summary, self.words))

    def _save(self) -> None:
        path = Path(self.options["mapping_file"].value or "mapping.toml")
        save_mapping(self.mapping, path)
        self.message.value = f"<p>{escape(self._text('saved', path=plain(path)))}</p>"

    def _attempt(self, act: Callable[[], None]) -> Callable[[Any], None]:
        """The action for a button; what goes wrong is one sentence below it."""

        def clicked(_: Any) -> None:
            try:
                act()
            except SalesToolkitError as error:
                self.message.value = f'<p role="alert">{escape(self.words.error(error))}</p>'
            except OSError as error:
                text = self.words.unexpected(error)
                self.message.value = f'<p role="alert">{escape(text)}</p>'
            self.choices.children = self.tables
            self.go.disabled = self.save.disabled = not self.tables

        return clicked

    def _text(self, key: str, **fields: Any) -> str:
        return _say(self.words, key, **fields)


def import_form(*, book: Path | str = "book", language: str = "en") -> ImportForm:
    """A form to import an export with: upload a file, see its columns, point, go.

    Parameters
    ----------
    book : Path
        Folder of the deal book that the form proposes.
    language : str
        Language of the form, ``en`` or ``pl``.
    """
    return ImportForm(book=book, language=language)


def _options(text: Callable[[str], str], book: str) -> dict[str, Any]:
    """Boxes for what the files cannot tell, by the name of the option of `import_files`."""
    by_itself = (text("told_by_itself"), None)
    look = {"style": WIDE, "layout": HALF}

    def line(name: str, value: str = "", hint: str = "") -> w.Text:
        return w.Text(description=text(name), value=value, placeholder=hint, **look)

    def choice(name: str, values: Sequence[str]) -> w.Dropdown:
        options = [by_itself, *((text(value), value) for value in values)]
        return w.Dropdown(description=text(name), options=options, **look)

    return {
        "source": line("source", hint=text("source_hint")),
        "timezone": line("timezone", hint=text("timezone_hint")),
        "exported_at": w.DatePicker(description=text("exported_at"), **look),
        "date_order": choice("date_order", DATE_ORDERS),
        "decimal": choice("decimal", DECIMALS),
        "book": line("book", book),
        "mapping_file": line("mapping_file", "mapping.toml"),
    }


def _as_html(sections: Sequence[Section]) -> str:
    parts = []
    for section in sections:
        lines = "".join(f"<div>{escape(line)}</div>" for line in section.lines)
        counts = "".join(
            f"<tr><td style='text-align:right'>{escape(n)}</td><td>{escape(name)}</td></tr>"
            for name, n in section.counts
        )
        table = f"<table>{counts}</table>" if counts else ""
        parts.append(f"<h4>{escape(section.title)}</h4>{lines}{table}")
    return "".join(parts)


def _say(words: Words, key: str, **fields: Any) -> str:
    return words.text(f"widgets.import_mapping.{key}", **fields)
