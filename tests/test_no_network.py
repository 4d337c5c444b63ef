"""The package opens no connection, ever: everything works where none can be opened."""

import os
import subprocess
import sys

SCRIPT = """
import socket

def refuse(*args, **kwargs):
    raise RuntimeError(f"shadowkit tried to open a connection: {args}")

for name in ("connect", "connect_ex", "sendto", "bind"):
    setattr(socket.socket, name, refuse)
for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "create_connection"):
    setattr(socket, name, refuse)
try:
    socket.create_connection(("127.0.0.1", 9))
except RuntimeError:
    pass
else:
    raise SystemExit("the guard does not hold")

import sys

import shadowkit as sk
from shadowkit import cli

for name in sk.log.EXAMPLES:
    log = sk.example(name)
    sk.check(sk.log.example_path(name))
    tables = [(sk.plot.response_rates, sk.response_rates(log, by=by)) for by in (None, "channel", ["tie", "channel"])]
    tables.append((sk.plot.reply_curve, sk.reply_curve(log)))
    if name == "student":
        tables += [(sk.plot.perspectives, sk.perspectives(log)), (sk.plot.coverage, sk.coverage(log))]
    else:
        tables = [(draw, sk.protect(table)) for draw, table in tables]
    for draw, table in tables:
        assert sk.caption(table)
        assert draw(table)._repr_html_()
    explorers = [sk.explore.response_rates(log), sk.explore.reply_curve(log)]
    if name == "student":
        explorers += [sk.explore.coverage(log), sk.explore.perspectives(log)]
    for explorer in explorers:
        for control in explorer.controls.values():
            control.index = len(control.options) - 1
        assert explorer.status.value == ""
    assert sk.report.report(log)
    repr(log), log._repr_html_()
sk.classroom.check("three_of_eight", rate=0.3, low=0.1, high=0.7)
sys.argv = ["shadowkit", "report", str(sk.log.example_path("student"))]
try:
    cli.main()
except SystemExit as ended:
    assert not ended.code
print("all without a connection")
"""


def test_everything_works_where_no_connection_can_be_opened(tmp_path):
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=tmp_path, capture_output=True, text=True, timeout=120,
                          env=os.environ | {"MPLCONFIGDIR": str(tmp_path / "matplotlib"), "MPLBACKEND": "agg"})
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.endswith("all without a connection\n")


def test_no_module_imports_a_client():
    """What our own lines import, read from the source: nothing that speaks to a network."""
    import ast
    from pathlib import Path

    import shadowkit

    clients = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "requests", "httpx", "aiohttp", "urllib3",
               "asyncio", "webbrowser"}
    for path in Path(shadowkit.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else (
                [node.module or ""] if isinstance(node, ast.ImportFrom) else [])
            assert not clients & {name.split(".")[0] for name in names}, path
