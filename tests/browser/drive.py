"""Start a real JupyterLab and a real Chromium, open a notebook in it, run it, and look.

Usable outside of pytest too: ``with lab(folder) as base, chromium() as browser: …``.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import nbformat

TOKEN = "shadowkit-tests"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WINDOW = {"width": 1280, "height": 900}
#: What a page may ask for without leaving the machine.
LOCAL_SCHEMES = ("data", "blob", "about")
LOCAL_HOSTS = ("127.0.0.1", "localhost")
#: Console errors that are not ours: a piece of the text, and why it may stand.
ALLOWED_ERRORS = {}

#: Every script gives up by itself: what it awaits may never come (a dialog that asks for a kernel, say).
_NAP = """
  const begun = performance.now(), late = () => performance.now() - begun > ms;
  const nap = ms => new Promise(done => setTimeout(done, ms));"""

KERNEL_READY = "async (ms) => {" + _NAP + """
  while (!late()) {
    const panel = window.jupyterapp.shell.currentWidget;
    const context = panel && panel.sessionContext;
    if (context && panel.context.isReady && context.isReady) {
      const kernel = context.session && context.session.kernel;
      if (kernel && kernel.connectionStatus === 'connected' && kernel.status === 'idle') {
        await Promise.race([kernel.info, nap(5000)]);
        return '';
      }
    }
    const asks = document.querySelector('.jp-Dialog-content');
    if (asks) return 'JupyterLab asks: ' + asks.innerText.replaceAll('\\n', ' ');
    await nap(50);
  }
  return 'the kernel never became ready';
}"""

CELLS_DONE = "async (ms) => {" + _NAP + """
  const panel = window.jupyterapp.shell.currentWidget;
  // An empty code cell never gets a number.
  const code = panel.content.widgets.filter(c => c.model.type === 'code' && c.model.sharedModel.getSource().trim());
  // A failing cell keeps those after it from running.
  const failed = () => code.some(c => c.model.outputs.toJSON().some(o => o.output_type === 'error'));
  while (!late()) {
    const idle = panel.sessionContext.session.kernel.status === 'idle';
    if (idle && (failed() || code.every(c => c.model.executionCount))) break;
    await nap(50);
  }
  return code.map(c => ({source: c.model.sharedModel.getSource(), number: c.model.executionCount,
                         outputs: c.model.outputs.toJSON()}));
}"""

# Widgets are drawn after their cell is done: wait for each, and for its pictures.
DRAWN = "async (ms) => {" + _NAP + """
  const panel = window.jupyterapp.shell.currentWidget, view = 'application/vnd.jupyter.widget-view+json';
  const wanted = panel.content.widgets.filter(c => c.model.type === 'code')
    .flatMap(c => c.model.outputs.toJSON()).filter(o => o.data && view in o.data).length;
  while (!late()) {
    const drawn = [...panel.node.querySelectorAll('.jp-OutputArea-output > .widget-vbox, ' +
                   '.jp-OutputArea-output .jupyter-widgets, .jp-OutputArea-output .shadowkit-tagger')]
                  .map(w => w.closest('.jp-OutputArea-output'));
    const loaded = [...panel.node.querySelectorAll('.jp-OutputArea img')].every(i => i.complete);
    if (new Set(drawn).size >= wanted && loaded) return true;
    await nap(50);
  }
  return false;
}"""


def find_chromium() -> str | None:
    """Return the path of a Chromium on PATH, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def jupyter_env(home: Path, *, quiet: bool = True) -> dict[str, str]:
    """Return an environment in which Jupyter keeps all its files below ``home`` and, quiet, does not ask about news."""
    notices = home / "settings" / "@jupyterlab" / "apputils-extension"
    notices.mkdir(parents=True, exist_ok=True)
    if quiet:
        (notices / "notification.jupyterlab-settings").write_text(
            json.dumps({"fetchNews": "false", "checkForUpdates": False}), encoding="utf-8")
    places = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime",
              "IPYTHONDIR": "ipython", "MPLCONFIGDIR": "matplotlib", "JUPYTERLAB_SETTINGS_DIR": "settings",
              "JUPYTERLAB_WORKSPACES_DIR": "workspaces"}
    return os.environ | {name: str(home / place) for name, place in places.items()}


def answers(url: str, process: subprocess.Popen, *, seconds: float = 60) -> bool:
    """Wait until a server answers at an address; false when its process has ended before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return True
        except OSError:
            time.sleep(0.1)
    return False


def stop(process: subprocess.Popen) -> None:
    """End a process that we started, by its id, and wait for it."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


@contextmanager
def lab(root: Path) -> Iterator[str]:
    """Run JupyterLab on a folder, on a free port of this machine; gives its address."""
    with tempfile.TemporaryDirectory(prefix="shadowkit-lab-", ignore_cleanup_errors=True) as home:
        port = free_port()
        options = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0",
                   f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={root}",
                   "--LabApp.extension_manager=readonly", "--LabApp.news_url=None",
                   "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--expose-app-in-browser"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            options.append("--allow-root")
        record = Path(home) / "lab.log"
        with record.open("w") as out:
            process = subprocess.Popen([sys.executable, "-m", "jupyterlab", *options], cwd=root, stdout=out, stderr=out,
                                       env=jupyter_env(Path(home)))
        try:
            base = f"http://127.0.0.1:{port}"
            if not answers(f"{base}/api/status?token={TOKEN}", process):
                raise RuntimeError(f"JupyterLab did not start:\n{record.read_text()[-3000:]}")
            yield base
        finally:
            stop(process)


@contextmanager
def chromium() -> Iterator:
    """Run the Chromium found on PATH, for which no name but this machine's resolves; gives Playwright's browser."""
    from playwright.sync_api import sync_playwright

    options = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
               "--disable-component-update", "--disable-sync",
               "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), headless=True, args=options)
        try:
            yield browser
        finally:
            browser.close()


class Seen:
    """What a page asked for and complained about since one last looked."""

    def __init__(self, page) -> None:
        self.urls: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.urls.append(request.url))
        page.on("websocket", lambda socket: self.urls.append(socket.url))
        page.on("requestfailed", lambda request: self._failed(request))
        page.on("console", lambda message: self._said(message))
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))

    def _said(self, message) -> None:
        if message.type == "error":
            self.complaints.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _failed(self, request) -> None:
        # What is still on its way when a page is left or reloaded is called off; that is no failure.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url} ({request.failure})")

    def take(self) -> tuple[list[str], list[str]]:
        """Return the addresses outside this machine and the complaints that are not allowed, and forget all."""
        outside = [url for url in self.urls if not is_local(url)]
        complaints = [text for text in self.complaints if not any(known in text for known in ALLOWED_ERRORS)]
        self.urls.clear()
        self.complaints.clear()
        return outside, complaints


def is_local(url: str) -> bool:
    """Tell whether an address stays on this machine."""
    parts = urlsplit(url)
    return parts.scheme in LOCAL_SCHEMES or (
        parts.scheme in ("http", "https", "ws", "wss") and parts.hostname in LOCAL_HOSTS)


def open_notebook(page, base: str, path: str) -> None:
    """Open a notebook, given by its path below Lab's folder, and wait until its kernel listens.

    The toolbar says "idle" before the kernel is connected, and what is run then is dropped without a word.
    """
    page.goto(f"{base}/lab/tree/{path}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-NotebookPanel .jp-Notebook .jp-Cell", timeout=60_000)
    # `wait_for_function` does not poll again when an async predicate gives false, so the script itself loops.
    page.wait_for_function("() => !!window.jupyterapp", timeout=60_000)
    trouble = page.evaluate(KERNEL_READY, 60_000)
    if trouble:
        raise RuntimeError(f"{path}: {trouble}")


def run_all(page, *, milliseconds: int = 120_000) -> list[dict]:
    """Run all cells; returns each code cell's ``source``, ``number`` and ``outputs`` once all is drawn."""
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    cells = page.evaluate(CELLS_DONE, milliseconds)
    assert page.evaluate(DRAWN, 30_000), "not every widget was drawn within 30 s"
    return cells


def shut_down(page) -> None:
    """End the kernel of the notebook that is open, and close the page."""
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.close()


def write_notebook(path: Path, *cells: str | nbformat.NotebookNode) -> None:
    """Write a notebook of code, and of whatever other cells are given."""
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    made = [nbformat.v4.new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": kernel}), path)


def waits_for(path: Path, text: str, *, there: bool = True) -> bool:
    """Tell whether a file comes to have a text, or to have it no more, within eight seconds."""
    end = time.monotonic() + 8
    while time.monotonic() < end:
        if (text in path.read_text(encoding="utf-8")) == there:
            return True
        time.sleep(0.05)
    return False
