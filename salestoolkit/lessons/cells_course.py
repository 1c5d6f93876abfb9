"""What every lesson begins and ends with: how far the team has come, and beginning again."""

from __future__ import annotations

from salestoolkit.lessons import views_progress
from salestoolkit.lessons.desk import Desk
from salestoolkit.lessons.shown import Shown
from salestoolkit.lessons.start_over import start_over


class CourseCells(Desk):
    """Cells that are the same in all lessons."""

    def begin(self, lesson: str) -> Shown:
        """Open a lesson: what is solved so far, and in which lesson the team was last."""
        return views_progress.greeting(self.folder, lesson, self.words)

    def show_progress(self) -> Shown:
        """Every lesson with its exercises: solved, tried, or to come."""
        return views_progress.overview(self.folder, self.words)

    def start_over(self, lesson: str = "") -> Shown:
        """Begin a lesson again (``"03"``), or everything (``"all"``); what there was is copied first."""
        done = start_over(self.folder, lesson, today=self.today)
        return views_progress.started_over(done, lesson, self.folder, self.words)
