"""What the role-play does, without a screen: who plays what, the client's card, what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from salestoolkit.core.objections import Objection, draw
from salestoolkit.core.role_play import BEHAVIOURS, LEVELS, Scene
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.role_play import save_scene
from salestoolkit.words import load_words


class RolePlayDesk:
    """A role-play over some objections; nothing is kept unless somebody asks for it.

    ``scene`` is the scene that is being played, ``current`` its objection (None where all have been
    played). With two people the client observes too; a third one only observes.

    Parameters
    ----------
    path : Path
        The file that a scene is saved in on request.
    """

    def __init__(
        self,
        objections: Sequence[Objection],
        *,
        language: str,
        today: date,
        path: Path,
        seed: int = 0,
    ) -> None:
        if not objections:
            raise InvalidValue("drill_none")
        self.objections, self.words = tuple(objections), load_words(language)
        self.today, self.path, self.seed = today, path, seed
        self.people: tuple[str, ...] = tuple(
            self.words.text(f"role_play.form.{place}_default") for place in ("first", "second")
        )
        self.turn = 0
        self.played: list[str] = []
        self.current: Objection | None = None
        self._saved: Scene | None = None
        self.scene = Scene(on=today, objection="")
        self.new()

    @property
    def seller(self) -> str:
        """Who sells."""
        return self.people[self.turn % len(self.people)]

    @property
    def client(self) -> str:
        """Who plays the client."""
        return self.people[(self.turn + 1) % len(self.people)]

    @property
    def observer(self) -> str:
        """Who observes: the third person, or the client where there are two."""
        return self.people[(self.turn + 2) % 3] if len(self.people) == 3 else self.client

    def name(self, *names: str) -> None:
        """Say who is playing; an empty name keeps its letter, an empty third place means two people."""
        usual = [self.words.text(f"role_play.form.{one}_default") for one in ("first", "second")]
        given = [" ".join(name.split()) for name in names]
        two = [name or letter for name, letter in zip(given[:2], usual, strict=True)]
        self.people = (*two, *(name for name in given[2:3] if name))
        self.turn %= len(self.people)
        self._people_in_scene()

    def swap(self) -> None:
        """The next person sells, with a new objection."""
        self.turn = (self.turn + 1) % len(self.people)
        self.new()

    def new(self) -> Objection | None:
        """A new scene with an objection that was not played yet; when all were, None, then all again."""
        self.current = draw(self.objections, seen=self.played, seed=self.seed)
        if self.current is None:
            self.played, self.seed = [], self.seed + 1
        else:
            self.played.append(self.current.key)
        self.forget()
        return self.current

    def see(self, behaviour: str, level: str) -> None:
        """Note what the observer saw.

        Raises
        ------
        InvalidValue
            ``role_play_behaviour`` or ``role_play_level`` name those there are.
        """
        if behaviour not in BEHAVIOURS:
            raise InvalidValue(
                "role_play_behaviour", value=behaviour, allowed=", ".join(BEHAVIOURS)
            )
        if level not in LEVELS:
            raise InvalidValue("role_play_level", value=level, allowed=", ".join(LEVELS))
        self.scene = replace(self.scene, seen={**self.scene.seen, behaviour: level})

    def remark(self, text: str) -> None:
        """Note one thing that went well, and one to try."""
        self.scene = replace(self.scene, remark=" ".join(text.split()))

    def forget(self) -> None:
        """Forget what was noted of the scene."""
        key = "" if self.current is None else self.current.key
        self.scene = Scene(on=self.today, objection=key)
        self._people_in_scene()

    def save(self) -> Path:
        """Keep the scene, once, in the file of those who played it, and in no other.

        Raises
        ------
        InvalidValue
            ``role_play_nothing`` where nothing was noted.
        BookError, ImportFailed
            Where the file cannot be read or written.
        """
        if not self.scene.seen and not self.scene.remark:
            raise InvalidValue("role_play_nothing")
        if self.scene != self._saved:
            save_scene(self.path, self.scene, language=self.words.language)
            self._saved = self.scene
        return self.path

    def _people_in_scene(self) -> None:
        self.scene = replace(
            self.scene, seller=self.seller, client=self.client, observer=self.observer
        )
