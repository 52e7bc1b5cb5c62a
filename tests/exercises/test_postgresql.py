"""The gradebook on a PostgreSQL server that is started here, in a temporary folder."""

import getpass
import os
import shutil
import socket
import subprocess
import sys
import tempfile

import pytest

from course_exercises import assignments
from course_exercises.classroom.course import Course
from course_exercises.classroom.gradebook import gradebook, save
from course_exercises.classroom.results import Standing
from tests.exercises.sample import NAME, write_author

pytest.importorskip("psycopg", reason="the driver of PostgreSQL is not installed")
pytestmark = [
    pytest.mark.skipif(not shutil.which("initdb"), reason="PostgreSQL is not installed"),
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

    run("initdb", "-D", f"{data}/db", "-U", "teacher", "-A", "trust", "-E", "UTF8")
    options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1"
    run("pg_ctl", "-D", f"{data}/db", "-o", options, "-l", f"{data}/log", "-w", "start")
    try:
        yield f"postgresql+psycopg://teacher@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", f"{data}/db", "-m", "immediate", "stop")
        shutil.rmtree(data)


def test_marks_are_kept_in_postgresql_as_in_sqlite(url, tmp_path, monkeypatch):
    monkeypatch.setitem(assignments.MODULES, NAME, "tests.exercises.sample")
    write_author(tmp_path)
    course = Course(tmp_path, NAME)
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
