"""Let nbval run a notebook exactly as JupyterLab runs it, and alike on every machine.

Without this file nbval (0.11) ignores a ``;`` at the end of a cell and takes what a
``widgets.Output`` has captured for output of the cell. Figures enter the comparison through the
digest of their data in ``text/plain`` (`course_lib.plots.show`).
"""

from functools import partial
from tempfile import TemporaryDirectory

import nbval.kernel
import nbval.plugin

from scripts.run_notebooks import kernel_environment

CAPTURED = {"stream", "display_data", "execute_result", "error", "clear_output"}


class JupyterLabKernel(nbval.kernel.RunningKernel):
    """A kernel that is spoken to as JupyterLab does it."""

    def __init__(self, *args, **kwargs):
        self._captures = {}  # Output widget -> message whose outputs it takes
        super().__init__(*args, **kwargs)

    def execute_cell_input(self, cell_input, allow_stdin=None):
        """Run a cell; only with ``store_history`` does IPython see the ``;`` at its end."""
        return self.kc.execute(
            cell_input, store_history=True, allow_stdin=allow_stdin, stop_on_error=False
        )

    def get_message(self, stream, timeout=None):
        """Return the next message that does not belong into a widget."""
        while True:
            message = super().get_message(stream, timeout)
            if stream == "shell" or not self._is_captured(message):
                return message

    def _is_captured(self, message):
        kind, content = message["msg_type"], message["content"]
        if kind in ("comm_open", "comm_msg"):
            state = content["data"].get("state", {})
            if "msg_id" in state:
                self._captures[content["comm_id"]] = state["msg_id"]
        parent = message["parent_header"].get("msg_id")
        return kind in CAPTURED and parent in self._captures.values()


def _start_kernel(start, profile, **kwargs):
    return start(**{**kwargs, "env": kernel_environment(profile)})


def pytest_configure(config):
    """Give every kernel of this process the course's environment and a profile of its own."""
    profile = TemporaryDirectory()
    config.add_cleanup(profile.cleanup)
    start = nbval.kernel.start_new_kernel
    nbval.kernel.start_new_kernel = partial(_start_kernel, start, profile.name)
    nbval.plugin.RunningKernel = JupyterLabKernel


def pytest_collection_modifyitems(items):
    """Wait longer than 5 s for the rest of an output: other tests use the cores as well."""
    for item in items:
        if isinstance(item, nbval.plugin.IPyNbCell):
            item.output_timeout = 30
