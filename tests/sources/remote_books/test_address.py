"""Addresses of databases, and what of them is never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.errors import BookError
from salestoolkit.sources.remote_books.address import (
    PASSWORD,
    book_place,
    is_address,
    read_address,
)


def test_a_password_is_in_no_text_of_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, "")
    for text in (
        "postgres://ann:s3cret@db.example.com:5433/sales",
        "postgresql://ann@db.example.com/sales?password=s3cret&sslmode=require",
    ):
        address = read_address(text, mapping=Path("m.toml"))
        assert address.password == "s3cret"
        assert "s3cret" not in f"{address} {address!r} {address.shown}"
        place = book_place(text, Path("m.toml"))
        assert "s3cret" not in str(place)


def test_an_address_survives_being_handed_to_a_notebook() -> None:
    given = read_address(
        "postgres://ann@db.example.com:5433/sales?sslmode=require", mapping=Path("a b#c.toml")
    )
    again = read_address(str(given))
    assert again == read_address(str(again))
    assert (again.host, again.port, again.user, again.database) == (
        "db.example.com",
        5433,
        "ann",
        "sales",
    )
    assert again.mapping == Path("a b#c.toml").absolute()
    assert again.options == (("sslmode", "require"),)


def test_a_duckdb_file_may_be_named_with_or_without_a_scheme(tmp_path: Path) -> None:
    file = tmp_path / "sales.duckdb"
    assert read_address(str(file)).database == str(file)
    assert read_address(f"duckdb://{file}").database == str(file)
    assert is_address(str(file))
    assert not is_address(str(tmp_path / "book"))
    assert book_place(str(tmp_path / "book"), None) == tmp_path / "book"
    with pytest.raises(BookError, match="mapping_of_folder"):
        book_place(str(tmp_path / "book"), tmp_path / "m.toml")


@pytest.mark.parametrize("text", ["mysql://ann:pw@x/y", "postgres://", "postgres://host:none/db"])
def test_another_address_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(BookError, match="remote_address") as caught:
        read_address(text)
    assert "pw" not in str(caught.value)


def test_a_server_may_be_named_by_its_number() -> None:
    given = read_address("postgresql://ann@[::1]:5432/sales")
    assert (given.host, given.port) == ("::1", 5432)
    assert read_address(str(given)) == given


def test_a_secret_that_would_be_kept_in_a_notebook_is_refused() -> None:
    with pytest.raises(BookError) as caught:
        read_address("postgresql://ann@db/sales?sslpassword=s3cret")
    assert caught.value.code == "remote_secret"
    assert "s3cret" not in str(caught.value)
