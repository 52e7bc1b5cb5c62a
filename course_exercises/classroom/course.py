"""Where things stand in a course directory of nbgrader, and how files are written there."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import normalize

from course_exercises.assignments import numbers_of, questions
from course_exercises.classroom.people import student_id
from course_lib._files import replace_text


@dataclass(frozen=True)
class Course:
    """The folders of one assignment in a course directory.

    Attributes
    ----------
    root : Path
        The directory that holds ``source``, ``release``, ``submitted``, ...
    name : str
        The assignment: "01_chain_rule".
    """

    root: Path
    name: str

    def notebook(self, step: str, student: str = ".") -> Path:
        """Return the notebook of a step of nbgrader ("submitted") and a student.

        A folder that a Mac named (letters and accents apart, NFD) is found too.
        """
        folders = [self.root / step / normalize(form, student) for form in ("NFC", "NFD")]
        folder = next((f for f in folders if f.exists()), folders[0])
        return folder / self.name / f"{self.name}.ipynb"

    def handed_in(self, student: str) -> Path:
        """Return the student's notebook; the only one in the folder may have another name."""
        path = self.notebook("submitted", student)
        others = [] if path.exists() else list(path.parent.glob("*.ipynb"))
        return others[0] if len(others) == 1 else path

    @property
    def results(self) -> Path:
        """The folder with one file per graded submission, the scores and the item analysis."""
        return self.root / "results" / self.name

    def result(self, student: str) -> Path:
        """Return the file that holds what grading found for one student."""
        return self.results / f"{student}.json"

    def feedback(self, student: str) -> Path:
        """Return the student's feedback page."""
        return self.notebook("feedback", student).with_suffix(".html")

    def students(self) -> list[str]:
        """Return the ids of those who handed in this assignment."""
        return self._with_folder("submitted")

    def released(self) -> list[str]:
        """Return the ids of those for whom there is a notebook of their own."""
        return self._with_folder("release")

    def _with_folder(self, step: str) -> list[str]:
        folders = (self.root / step).glob("*/")
        return sorted({student_id(f.name) for f in folders if os.path.lexists(f / self.name)})

    def strays(self) -> list[str]:
        """Return the notebooks in ``submitted`` that are where nobody collects them."""
        folder = self.root / "submitted"
        found = (path.relative_to(folder) for path in folder.rglob("*.ipynb"))
        return sorted(
            str(p) for p in found if len(p.parts) != 3 and ".ipynb_checkpoints" not in p.parts
        )

    def has_variant(self, student: str) -> bool:
        """Return whether the student was given a notebook with numbers of their own."""
        return self.notebook("release", student).exists()

    def numbers(self, student: str) -> dict[str, dict[str, Any]]:
        """Return the numbers in the notebook that the student was given."""
        return numbers_of(self.name, student if self.has_variant(student) else None)

    def manual(self) -> dict[str, float]:
        """Return the points of the cells that are marked by hand, by their grade_id."""
        path = self.notebook("source")
        if not path.exists():
            return {}
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        marked = [cell["metadata"].get("nbgrader", {}) for cell in cells]
        return {m["grade_id"]: m["points"] for m in marked if m.get("grade") and m.get("solution")}

    def points(self) -> dict[str, float]:
        """Return the points of every question, those marked by hand too, by key."""
        automatic = {key: float(q.points) for key, q in questions(self.name).items()}
        return automatic | self.manual()


def write(path: Path, text: str) -> None:
    """Write a file all at once: a reader, or a run after a crash, sees all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(path, text)
