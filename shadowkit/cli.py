"""The command ``shadowkit``: open the notebooks, begin a log, bring things into it, check one, report on one, undo."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from shadowkit import schema
from shadowkit.errors import LogError, what_to_mend

if TYPE_CHECKING:
    import pandas as pd

    from shadowkit.log import Log

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
                  help="Keep a log of informational interviews and job shadows, and learn from it.")
#: What is said over the problems of each kind.
_KINDS = {"mend": "To mend", "know": "Good to know"}
START = "notebooks/start_here.ipynb"
#: JupyterLab asks everybody once whether to fetch news; here it need not.
_SETTINGS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
_IGNORED = re.compile(r"\.ipynb_checkpoints|__pycache__|\.py$|/\.[^/]*$")
Folder = Annotated[Path, typer.Argument(help="A folder.", show_default=True)]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON, for other programs.")]
LogPath = Annotated[Path, typer.Argument(metavar="LOG", help="A log: a folder, a workbook, Markdown notes.")]


def main() -> None:
    """Run the command; a mistake of the user is one sentence and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        # A console or pipe that cannot write a letter shows its number, rather than a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except LogError as error:
        Console(stderr=True).print(f"shadowkit: {error}", markup=False, highlight=False, soft_wrap=True)
        raise SystemExit(2) from None


@app.command()
def lab(
    folder: Folder = Path(),
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8888,
) -> None:
    """Open JupyterLab on the notebooks; makes a folder with them first where there is none."""
    try:
        import jupyterlab  # noqa: F401
    except ImportError:
        raise LogError('JupyterLab is not installed; add it with: pip install "shadowkit[lab]".') from None
    if folder == Path() and not (folder / START).exists():
        folder = Path("shadowkit-log")
    if not folder.exists():
        _make(folder)
        typer.echo(f"Made {folder}: ten empty tables, the notebooks and the examples.")
    elif not (folder / START).exists():
        _add_notebooks(folder)
        typer.echo(f"Added the notebooks and the examples to {folder}.")
    options = ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", f"--ServerApp.root_dir={folder.resolve()}",
               f"--LabApp.default_url=/lab/tree/{START}",
               # No news and no look for updates: nothing here opens a connection outside.
               "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
               "--LabApp.extension_manager=readonly"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")
    if not browser:
        options.append("--no-browser")
    # In this very process, so that ending it ends JupyterLab too.
    from jupyterlab.labapp import main as serve

    with tempfile.TemporaryDirectory(prefix="shadowkit-", ignore_cleanup_errors=True) as config:
        settings = Path(config, "labconfig", "default_setting_overrides.json")
        settings.parent.mkdir()
        settings.write_text(json.dumps(_SETTINGS), encoding="utf-8")
        paths = [config, *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
        os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(paths)
        raise SystemExit(serve(argv=options))


@app.command()
def new(folder: Folder) -> None:
    """Make a log folder with empty tables and the notebooks."""
    _make(folder)
    typer.echo(f"Made {folder}: ten empty tables, the notebooks and the examples. Begin with contacts.csv, "
               "outreach.csv, meetings.csv and answers.csv; what their columns mean and which words they take is in "
               f"{folder / 'data' / 'README.md'}. Open it with: "
               f"{_as_called()} lab {_quoted(folder)}")


@app.command()
def check(log: LogPath, as_json: AsJson = False) -> None:
    """List what is to be mended in a log, and what is good to know; exit code 1 if anything is to be mended."""
    from shadowkit.log import load

    problems = load(log).problems
    if as_json:
        typer.echo(json.dumps({"log": str(log), "problems": _as_records(problems)}, ensure_ascii=False, indent=1))
    else:
        console, to_mend = Console(), problems[problems["kind"] == "mend"]
        if len(to_mend):
            shown = Table("file", "where", "column", "what is wrong", show_lines=True, title="To mend",
                          title_justify="left")
            for row in to_mend.fillna({"column": "", "row": 0}).itertuples():
                where = "" if row.row == 0 else schema.place_in(row.file, row.row).partition(" of ")[0]
                shown.add_row(escape(row.file), where, escape(row.column), escape(row.problem))
            console.print(shown)
        _print_sentences(console, problems, "know")
        typer.echo(_sentence(what_to_mend(problems["kind"])))
    raise typer.Exit(int((problems["kind"] == "mend").any()))


@app.command("import")
def bring_in(
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE...", help="Notes, transcripts, mail, calendars, "
                                                  "tables of your own; files, or folders that mix them.")],
    into: Annotated[Path, typer.Option("--into", metavar="LOG", help="The folder of your log; made if it is new.")],
    student_name: Annotated[str | None, typer.Option(help="Your name, as transcripts have it.")] = None,
    student_email: Annotated[str | None, typer.Option(help="Your address, as your mail has it; several with commas.")
                             ] = None,
    keep_text: Annotated[bool, typer.Option("--keep-text", help="Keep the texts of messages.")] = False,
    same: Annotated[list[str] | None, typer.Option(metavar="NAME=NAME", help="Who is whom: a name in a source, and the "
                                                   "name or handle in the log; may be given again.")] = None,
    as_json: AsJson = False,
) -> None:
    """Bring what you keep elsewhere into a log; what is there already is not added again."""
    from rich.progress import BarColumn, Progress, TextColumn

    from shadowkit.journal import open_journal

    pairs = [one.partition("=") for one in same or ()]
    if wrong := next((name for name, sign, handle in pairs if not (sign and name and handle)), None):
        raise LogError(f"--same takes two names of a person, such as --same 'A. Okonkwo=Amara Okonkwo'; this was "
                       f"{wrong!r}.")
    for source in sources:
        if not source.exists():
            raise LogError(f"There is nothing at {str(source)!r}, so nothing was brought in; check the path.")
    is_new, console = not into.exists(), Console(stderr=True)
    if is_new and not into.absolute().parent.is_dir():
        raise LogError(f"The folder {str(into.parent)!r}, in which the log is to be, is not there; check the path, or "
                       "make that folder first.")
    journal = open_journal(into)
    try:
        if is_new:
            _hide(into)
        with Progress(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[place]}"),
                      console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("Looking", total=None, place="")
            brought = journal.bring_in(
                *sources, student_name=student_name, student_email=student_email, keep_text=keep_text,
                same={name: handle for name, _, handle in pairs}, tell=lambda name, done, total: bar.update(
                    task, description=f"Reading {escape(name)}", completed=done, total=total,
                    place=f"{done} of {total}"))
    except LogError:
        # A log that nothing came into is not left behind.
        if is_new and all(path.name.startswith(".") for path in into.iterdir()):
            shutil.rmtree(into)
        raise
    if is_new and not as_json:
        typer.echo(f"Made a new log, {into}; open it with the notebooks: {_as_called()} lab {_quoted(into)}")
    _print_brought_in(into, brought.counts, brought.problems, journal.log.counts()["problems"], as_json)


def _print_brought_in(into: Path, counts: pd.DataFrame, problems: pd.DataFrame, left: int, as_json: bool) -> None:
    """Show what came from where, what to mend or know there, and how much is to be mended in the log now."""
    if as_json:
        typer.echo(json.dumps({"log": str(into), "counts": _as_records(counts), "problems": _as_records(problems),
                               "problems_in_log": left}, ensure_ascii=False, indent=1))
        return
    console = Console()
    if counts["found"].any():
        shown = Table(*counts.columns, title=f"Brought into {escape(str(into))}", title_justify="left")
        for column in shown.columns[2:]:
            column.justify = "right"
        for file, part in counts[counts["found"] > 0].groupby("source", sort=False):
            for at, row in enumerate(part.itertuples(index=False)):
                shown.add_row(escape(file) if at == 0 else "", row.table, *(f"{number:,}" for number in row[2:]),
                              end_section=at == len(part) - 1)
        # A long name of a file goes on in the next line; the numbers keep their room.
        shown.columns[0].overflow = "fold"
        console.print(shown)
    if not counts[["added", "filled"]].to_numpy().any():
        typer.echo("Nothing was new.")
    for kind in _KINDS:
        _print_sentences(console, problems, kind)
    typer.echo(f"In what was brought in: {what_to_mend(problems['kind'])}.")
    if left:
        typer.echo(f"In the log itself: {what_to_mend(['mend'] * left)}; list {'it' if left == 1 else 'them'} with: "
                   f"{_as_called()} check {_quoted(into)}")


def _print_sentences(console: Console, problems: pd.DataFrame, kind: str) -> None:
    sentences = problems.loc[problems["kind"] == kind, "problem"]
    if len(sentences):
        typer.echo(f"{_KINDS[kind]}:")
    for sentence in sentences:
        # In a window a sentence is broken between words; for other programs it stays one line.
        typer.echo(textwrap.fill(f"- {sentence}", console.width - 1, subsequent_indent="  ", break_on_hyphens=False)
                   if console.is_terminal else f"- {sentence}")


def _as_records(table: pd.DataFrame) -> list[dict]:
    return json.loads(table.to_json(orient="records"))


@app.command()
def undo(log: LogPath, as_json: AsJson = False) -> None:
    """Take back the latest change of a log, such as all that one import brought; exit code 1 if there is none."""
    from shadowkit.journal import open_journal

    if not log.exists():
        raise LogError(f"There is no log at {str(log)!r}, so nothing was undone; check the path.")
    undone = open_journal(log).undo()
    if as_json:
        typer.echo(json.dumps({"log": str(log), "undone": undone and undone.removeprefix("undone: ")},
                              ensure_ascii=False, indent=1))
    else:
        typer.echo(_sentence(undone or f"there is nothing to undo in {log}"))
    raise typer.Exit(int(undone is None))


@app.command()
def report(
    log: LogPath,
    out: Annotated[Path | None, typer.Option(help="The HTML file to write.", show_default="LOG-report.html")] = None,
) -> None:
    """Show the rates and who was heard on what, and write one HTML file."""
    from shadowkit.log import load
    from shadowkit.report import report as page

    read = load(log)
    console = Console()
    # Of several students not even the totals stand beside groups that are hidden.
    typer.echo(f"Log {read.name!r}: {len(read.students):,} students" if len(read.students) > 1 else repr(read))
    _print_rates(console, read)
    if len(read.students) <= 1 and read.answers["answer"].notna().any():
        _print_matrix(console, read)
    if len(read.problems):
        typer.echo(f"{_sentence(what_to_mend(read.problems['kind']))[:-1]}; list them with: "
                   f"{_as_called()} check {_quoted(log)}")
    target = out or Path(f"{read.name}-report.html")
    try:
        target.write_text(page(read), encoding="utf-8")
    except OSError as error:
        raise LogError(f"The report could not be written to {str(target)!r} ({error.strerror}); "
                       "name another place with --out FILE.") from error
    typer.echo(f"Written: {target}")


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _as_called() -> str:
    """Return the command as it is called here: by its name where that is found, else by the path that was given."""
    return "shadowkit" if shutil.which("shadowkit") or Path(sys.argv[0]).stem != "shadowkit" else _quoted(sys.argv[0])


def _quoted(path: Path) -> str:
    """Return a path as a command line takes it."""
    return f'"{path}"' if " " in str(path) else str(path)


def _make(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LogError(f"{str(folder)!r} is there already and is not empty; name a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    for table in schema.TABLES.values():
        # In one student's folder the student is the folder's name.
        columns = [name for name in table.names if name != "student" or table.name == "students"]
        (folder / f"{table.name}.csv").write_text(",".join(columns) + "\n", encoding="utf-8")
    _hide(folder)
    _add_notebooks(folder)


def _hide(folder: Path) -> None:
    """Keep a log, which holds the words of real people, from going into anybody's repository by accident."""
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")


def _add_notebooks(folder: Path) -> None:
    """Copy the notebooks and the examples beside a log; what is there already stays as it is."""
    from shadowkit.log import shipped

    if not folder.is_dir():
        raise LogError(f"{str(folder)!r} is a file; name a folder.")
    for what in ("notebooks", "data"):
        for source in sorted(shipped(what).rglob("*")):
            target = folder / what / source.relative_to(shipped(what))
            if source.is_file() and not target.exists() and not _IGNORED.search(source.as_posix()):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)


def _print_rates(console: Console, log: Log) -> None:
    from shadowkit.captions import caption, count_label, group_label, interval
    from shadowkit.measures.outreach import response_rates
    from shadowkit.privacy import protect

    rates = response_rates(log)
    rates = protect(rates) if len(log.students) > 1 else rates
    shown = Table("channel", "replied", "rate (95 %)", title="Replies within 14 days", title_justify="left")
    for label, (_, row) in zip(group_label(rates), rates.iterrows(), strict=True):
        hidden = bool(row.get("hidden", False))
        shown.add_row(escape(label), "hidden" if hidden else count_label(row), "" if hidden else interval(row))
    console.print(shown)
    console.print(caption(rates), markup=False, highlight=False)


def _print_matrix(console: Console, log: Log) -> None:
    from shadowkit.captions import caption
    from shadowkit.measures.perspectives import perspectives
    from shadowkit.text import word_count

    matrix = perspectives(log, rows="topic", summaries=False)
    shown = Table("person", *matrix["topic"], title="Words of each answer", title_justify="left")
    for person in list(matrix.columns[4:])[:20]:
        shown.add_row(escape(person), *(str(word_count(answer) or "-") for answer in matrix[person]))
    console.print(shown)
    console.print(caption(matrix), markup=False, highlight=False)
