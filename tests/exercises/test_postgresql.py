"""The gradebook on a PostgreSQL server that is started here, in a temporary folder."""

import getpass
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from course_exercises.classroom.gradebook import gradebook, save
from course_exercises.classroom.results import Standing
from tests.exercises.sample import NAME

PLACES = [shutil.which("initdb"), *sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))]
INITDB = next((Path(place) for place in PLACES if place), None)
"""Debian keeps it off the PATH."""
MISSING = INITDB is None and not os.environ.get("COURSE_REQUIRE_POSTGRES")
pytestmark = [
    pytest.mark.skipif(MISSING, reason="PostgreSQL is not installed"),
    pytest.mark.skipif(sys.platform == "win32", reason="its server is started as on Unix"),
]
OWNER = "postgres" if hasattr(os, "getuid") and os.getuid() == 0 else getpass.getuser()
"""PostgreSQL does not run as root."""


@pytest.fixture
def url():
    data = tempfile.mkdtemp()  # pytest's own folder is closed to other users
    shutil.chown(data, OWNER)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*command):
        return subprocess.run(command, check=True, user=OWNER, capture_output=True, timeout=120)

    run(INITDB, "-D", f"{data}/db", "-U", "teacher", "-A", "trust", "-E", "UTF8")
    options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1"
    pg_ctl = INITDB.with_name("pg_ctl")
    run(pg_ctl, "-D", f"{data}/db", "-o", options, "-l", f"{data}/log", "-w", "start")
    try:
        yield f"postgresql+psycopg://teacher@127.0.0.1:{port}/postgres"
    finally:
        run(pg_ctl, "-D", f"{data}/db", "-m", "immediate", "stop")
        shutil.rmtree(data)


def test_marks_are_kept_in_postgresql_as_in_sqlite(url, course):
    save(course, [Standing("Åsa", None, {"q1": 3.0, "q2": 0.0})], url, {})
    with gradebook(url) as book:
        book.find_grade("q3", NAME, NAME, "Åsa").manual_score = 2.5
        book.db.commit()
    again = Standing("Åsa", None, {"q1": 2.0, "q2": 4.0})
    save(course, [again], url, {"Åsa": {"q3"}})
    assert again.marks == {"q1": 2.0, "q2": 4.0, "q3": 2.5}
    assert again.remarks == ["q3 was marked by hand before its answer changed"]
    with gradebook(url) as book:
        assert book.find_submission(NAME, "Åsa").score == 8.5
