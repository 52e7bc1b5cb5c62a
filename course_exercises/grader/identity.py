"""Whom a student's code runs as when the administrator grades: nobody.

bubblewrap maps the user of a sandbox to the one who starts it, so that root's sandbox could write
what root owns, settings of the kernel too. Two users are mapped here instead: root, who sets the
sandbox up, and nobody, whom the worker becomes before it runs anything of a student.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from types import TracebackType

USER = 1000
"""The user in the sandbox."""
NOBODY = 65534
"""The same user outside of it."""
DROP = f"""
import json
import os
os.setgroups([])
os.setresgid({USER}, {USER}, {USER})
os.setresuid({USER}, {USER}, {USER})
"""
"""What the worker does first: it cannot be undone, and takes all capabilities along."""


class Administrator:
    """The pipes through which the users of one sandbox are mapped; closed at the end of ``with``.

    Attributes
    ----------
    options : list of str
        What bubblewrap is told.
    descriptors : tuple of int
        What it inherits; the end that we read too, so that it can end in order if we are killed.
    """

    def __init__(self) -> None:
        (self.info, told), (waiting, self.go) = os.pipe(), os.pipe()
        self.descriptors = (told, waiting, self.info)
        self.options = ["--uid", "0", "--gid", "0", "--cap-add", "CAP_SETUID", "--cap-add",
                        "CAP_SETGID", "--info-fd", str(told),
                        "--userns-block-fd", str(waiting)]  # fmt: skip
        self._open = {self.info, told, waiting, self.go}

    def __enter__(self) -> Administrator:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for descriptor in self._open:
            os.close(descriptor)

    def map_users(self, box: subprocess.Popen[bytes]) -> None:
        """Map both users, and let the sandbox go on.

        Raises
        ------
        PermissionError
            If this administrator may not map users, as in some containers.
        """
        for descriptor in self.descriptors[:2]:
            os.close(descriptor)
            self._open.discard(descriptor)
        process = self._process()
        if process is None:  # it has ended, and says why on its standard error
            return
        try:
            for file in ("uid_map", "gid_map"):
                Path(f"/proc/{process}/{file}").write_text(f"0 0 1\n{USER} {NOBODY} 1\n")
        except PermissionError:
            os.killpg(box.pid, signal.SIGKILL)  # its child waits for the map
            raise
        os.write(self.go, b"go")

    def _process(self) -> int | None:
        told = b""
        while not told.rstrip().endswith(b"}"):  # all of it: it is written in pieces
            part = os.read(self.info, 4096)
            if not part:
                return None
            told += part
        return int(json.loads(told)["child-pid"])
