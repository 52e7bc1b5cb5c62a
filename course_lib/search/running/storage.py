"""The file of a search: written after every trial, so an interruption costs the running ones only.

    {"format": …, "version": 1, "search": {method, settings, space}, "trials": [one per line]}

The file is replaced in one step (`course_lib._files`): at every moment the disk holds either the
old one or the new one, complete. On a restart the search methods suggest the same trials again
(same seed), and those in the file are read instead of evaluated; so no state of a method has to be
saved. One file belongs to one run at a time: a run that finds its file changed by another one
stops, so two never mix their trials, and a run that was killed leaves no lock behind. Used in
chapter 7.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from course_lib import _validate as check
from course_lib._files import replace_text
from course_lib._validate import message
from course_lib.search.cube import Space, is_member, space_from_json, space_to_json
from course_lib.search.running.searcher import Searcher
from course_lib.search.running.trial import STATUSES, Trial

FORMAT = "course_lib.search"
VERSION = 1

Header: TypeAlias = dict[str, Any]
"""What identifies a search: {"method": name, "settings": {…}, "space": {…}}."""


def header_of(searcher: Searcher) -> Header:
    """Return the header for the file of `searcher`."""
    space = space_to_json(searcher.space)
    header = {"method": searcher.name, "settings": searcher.settings, "space": space}
    return json.loads(json.dumps(header))  # type: ignore[no-any-return]  # as read back from a file


def rng_digest(owner: str, rng: object) -> str:
    """Return twelve characters that identify the present state of a random generator."""
    found = check.generator(owner, rng).bit_generator.state
    state = json.dumps(found, sort_keys=True, default=np.ndarray.tolist)
    return sha256(state.encode()).hexdigest()[:12]


class TrialFile:
    """The finished trials of a search, and their file if there is one.

    Parameters
    ----------
    header : dict
        Of this search; a file of another one is refused.
    path : path-like or None
        The file; None keeps the trials in memory only.
    """

    def __init__(self, header: Header, path: str | os.PathLike[str] | None) -> None:
        self.header = header
        self.path = None if path is None else Path(path)
        self.trials: dict[int, Trial] = {}
        self._lines: dict[int, str] = {}
        self._ours: set[tuple[int, ...]] = set()
        if self.path is not None and self.path.exists():
            stored, self.trials = read_search(self.path, header["method"])
            _check_same_search(stored, header, self.path)
            if all(trial.status == "lost" for trial in self.trials.values()):
                self.trials = {}  # the workers were at fault, not the trials: begin again
        self.add(list(self.trials.values()))

    def add(self, trials: Iterable[Trial]) -> None:
        """Take in finished trials and write the file, if there is one.

        Raises `RuntimeError` if the file is no longer as this run left it.
        """
        for trial in trials:
            self._lines[trial.number] = trial_to_json(trial)  # kept: all are written every time
            self.trials[trial.number] = trial
        if self.path is not None:
            lines = [self._lines[number] for number in sorted(self._lines)]
            self._check_only_writer(self.path)
            text = search_to_json(self.header, lines)
            # known as ours before it is in its place: Ctrl-C may come in between
            replace_text(self.path, text, lambda file: self._ours.add(_fingerprint(file)))

    def _check_only_writer(self, path: Path) -> None:
        if self._ours and _fingerprint(path) not in self._ours:
            owner = self.header["method"]
            rule = f"to be the only run that writes {str(path)!r}"
            received = "a file that another run has written or removed"
            remedy = "Let one of them finish; then run this again: it reads what is there."
            raise RuntimeError(message(owner, rule, received, remedy))


def _fingerprint(path: Path) -> tuple[int, ...]:
    """Return what changes when the file is replaced; nothing if there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size


def search_to_json(header: Header, lines: Iterable[str]) -> str:
    """Return the text of the file from its header and the texts of its trials."""
    head = {"format": FORMAT, "version": VERSION, "search": header}
    opening = json.dumps(head, indent=1, allow_nan=False).removesuffix("\n}")
    return opening + ',\n "trials": [\n' + ",\n".join(lines) + "\n ]\n}\n"


def trial_to_json(trial: Trial) -> str:
    """Return a trial as one line; numbers are kept exactly, and NaN is refused."""
    try:
        return json.dumps(asdict(trial), allow_nan=False)
    except TypeError:
        rule, received = "configurations of numbers, texts, booleans or None", trial.config
        remedy = "A file keeps nothing else: pass int(…) or float(…) of a NumPy number."
        raise TypeError(message("search", rule, check.shown(received), remedy)) from None


def read_search(path: Path, owner: str) -> tuple[Header, dict[int, Trial]]:
    """Return header and trials of a file; refuse what is damaged or no file of a search."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:  # not UTF-8, or not JSON
        raise ValueError(_damaged(owner, path, error)) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError(_refusal(owner, path, "the file of a search", "some other file"))
    if content.get("version") != VERSION:
        version = f"version {content.get('version')!r}"
        raise ValueError(_refusal(owner, path, f"a search file of version {VERSION}", version))
    try:
        header = content["search"]
        _flat(header)
        space = space_from_json(header["space"])
        trials = {record["number"]: _trial(record, space) for record in content["trials"]}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(_damaged(owner, path, error)) from None
    return header, trials


def _trial(record: Mapping[str, Any], space: Space) -> Trial:
    trial = Trial(**record)
    value, has_value = trial.value, trial.status == "ok"
    sound = (
        type(trial.number) is int
        and is_member(space, trial.config)
        and (trial.budget is None or type(trial.budget) is int)
        and trial.status in STATUSES
        and (type(value) is float and math.isfinite(value) if has_value else value is None)
    )
    if not sound:
        raise ValueError(f"trial {trial.number} is not one of its space: {record}")
    return trial


def _check_same_search(stored: Header, header: Header, path: Path) -> None:
    theirs, ours = _flat(stored), _flat(header)
    for name in ours | theirs:
        if theirs.get(name) != ours.get(name):
            rule = f"a search with {name} = {ours.get(name)}"
            raise ValueError(_refusal(header["method"], path, rule, f"{theirs.get(name)}"))
    if list(stored["space"]) != list(header["space"]):
        rule = f"hyperparameters in the order {list(header['space'])}"
        raise ValueError(_refusal(header["method"], path, rule, f"{list(stored['space'])}"))


def _flat(header: Header) -> dict[str, Any]:
    settings = {f"setting {name}": value for name, value in header["settings"].items()}
    space = {f"hyperparameter {name}": value for name, value in header["space"].items()}
    return {"method": header["method"]} | settings | space


def _damaged(owner: str, path: Path, error: Exception) -> str:
    return _refusal(owner, path, "the complete file of a search", f"a damaged one ({error})")


def _refusal(owner: str, path: Path, rule: str, received: str) -> str:
    remedy = "Pass another path, or delete the file to start again."
    return message(owner, f"{rule} in {str(path)!r}", received, remedy)
