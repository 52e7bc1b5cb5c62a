"""Each chapter in JupyterLab, as a reader runs it: Run All, then every explorer by keyboard."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from publish import NOTEBOOKS, chapters

pytestmark = pytest.mark.browser

READY = """() => {
  const panel = window.jupyterapp?.shell.currentWidget;
  const kernel = panel?.sessionContext?.session?.kernel;
  return kernel?.status === "idle" && kernel.connectionStatus === "connected"
    && panel.context.isReady;
}"""
RUN = "() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); return 1; }"
STOP = "() => { window.jupyterapp.shell.currentWidget.sessionContext.shutdown(); return 1; }"
CLEAR = """() => {
  window.courseRun = 1;
  for (const cell of window.jupyterapp.shell.currentWidget.content.widgets) {
    if (cell.model.type === "code") cell.model.clearExecution();
  }
}"""
CELLS = "window.jupyterapp.shell.currentWidget.content.widgets.map((cell) => cell.model.toJSON())"
DONE = f"""() => {{
  const code = {CELLS}.filter((cell) => cell.cell_type === "code");
  const panel = window.jupyterapp.shell.currentWidget;
  const pending = document.querySelectorAll(".jp-InputPrompt").length
    && [...document.querySelectorAll(".jp-InputPrompt")].some((p) => p.textContent === "[*]:");
  return window.courseRun && !pending && panel.sessionContext.session.kernel.status === "idle"
    && code.every((cell) => cell.execution_count);
}}"""
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
}


def write_settings(folder):
    for name, content in SETTINGS.items():
        file = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content))


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def start_lab(home, port):
    """Start JupyterLab with all its folders in `home`."""
    options = [
        "--no-browser", "--ip=127.0.0.1", f"--port={port}", "--port-retries=0", "--allow-root",
        "--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True",
        "--LabApp.expose_app_in_browser=True", f"--ServerApp.root_dir={home / 'notebooks'}",
    ]  # fmt: skip
    folders = {"CONFIG_DIR": "config", "RUNTIME_DIR": "runtime", "DATA_DIR": "data"}
    variables = {f"JUPYTER_{key}": str(home / name) for key, name in folders.items()} | {
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "OPENBLAS_NUM_THREADS": "1",
    }
    with (home / "log").open("w") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            env=os.environ | variables,
            stdout=log,
            stderr=log,
        )


@pytest.fixture(scope="module")
def lab(chromium, tmp_path_factory):
    """Start JupyterLab on copies of the chapters, with settings of its own; yield its address."""
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(NOTEBOOKS, home / "notebooks")
    write_settings(home / "settings")
    port = free_port()
    server = start_lab(home, port)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/api", server)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def wait_for(url, server, seconds=90):
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail("JupyterLab did not come up")


LABEL = "(handle) => handle.closest('.jupyter-widgets').textContent"
PLACE = "(handle) => [handle.ariaValueNow, handle.parentElement.style.transform]"


@pytest.fixture
def page(chromium):
    from publish.browser import visit

    record = visit(chromium, 1280, 1000)
    record.page.set_default_timeout(120_000)
    yield record.page
    record.page.close()


@pytest.mark.parametrize("name", [path.name for path in chapters()])
def test_chapter_runs_and_its_explorers_move(lab, page, name):
    page.goto(f"{lab}/lab/workspaces/{name[:2]}/tree/{name}?reset")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    page.wait_for_function(READY)
    page.evaluate(CLEAR)
    page.evaluate(RUN)
    page.wait_for_function(DONE, timeout=180_000)
    cells = page.evaluate(CELLS)
    errors = [
        output["evalue"]
        for cell in cells
        for output in cell.get("outputs", [])
        if output["output_type"] == "error"
        and "raises-exception" not in cell["metadata"].get("tags", [])
    ]
    assert errors == []
    explorers = [i for i, c in enumerate(cells) if "explorer" in c["metadata"].get("tags", [])]
    assert len(explorers) >= 2
    for index in explorers:
        move(page, index)
    page.evaluate(STOP)


def move(page, index):
    """Every control of the explorer in cell `index` moves by an arrow key, and the picture changes.

    A control at the end of its range moves by the other arrow.
    """
    cell = page.locator(".jp-NotebookPanel .jp-Notebook .jp-Cell").nth(index)
    image = cell.locator("img.widget-image, .widget-image img, img.jupyter-widgets").first
    image.wait_for()
    before = image.get_attribute("src")
    controls = cell.locator(".noUi-handle").all()
    assert controls, f"the explorer in cell {index} has no control that the keyboard reaches"
    for control in controls:
        assert any(moves(page, control, key) for key in ("ArrowRight", "ArrowLeft")), (
            f"no arrow key moves {control.evaluate(LABEL)} of the explorer in cell {index}"
        )
    end = time.monotonic() + 20
    while image.get_attribute("src") == before:
        assert time.monotonic() < end, f"the picture of the explorer in cell {index} stays"
        page.wait_for_timeout(50)


def moves(page, control, key):
    before = control.get_attribute("style"), control.evaluate(PLACE)
    control.scroll_into_view_if_needed()
    control.focus()
    page.keyboard.press(key)
    for _ in range(20):
        page.wait_for_timeout(50)
        if (control.get_attribute("style"), control.evaluate(PLACE)) != before:
            return True
    return False
