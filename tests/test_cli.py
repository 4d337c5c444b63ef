"""The command shadowkit: what it makes and says, and how it ends."""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys

import pandas as pd
import pytest
from browser import drive

import shadowkit as sk
from shadowkit import cli, schema


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run the command in a folder of its own; returns exit code, what it said, and what it complained of."""
    monkeypatch.chdir(tmp_path)

    def one(*words):
        monkeypatch.setattr(sys, "argv", ["shadowkit", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    return one


def test_new_makes_an_empty_log_with_notebooks(run, tmp_path):
    code, out, err = run("new", "my log")
    assert (code, err) == (0, "")
    assert "Made my log" in out
    folder = tmp_path / "my log"
    assert (folder / cli.START).exists()
    assert (folder / "data" / "student" / "outreach.csv").exists()
    assert sorted(path.stem for path in folder.glob("*.csv")) == sorted(schema.TABLES)
    assert not list(folder.rglob("*.py"))
    log = sk.load(folder)
    assert log.problems.empty
    assert all(table.empty for table in log.tables.values())
    assert "0 people asked" in repr(log)


def test_the_command_for_the_next_step_can_be_copied(run):
    _, out, _ = run("new", "my log")
    command = out.strip().rsplit(": ", 1)[1]
    assert shlex.split(command) == ["shadowkit", "lab", "my log"]


def test_an_empty_log_can_be_checked_and_reported(run, tmp_path):
    run("new", "mine")
    assert run("check", "mine")[:2] == (0, "Everything understood.\n")
    code, out, err = run("report", "mine")
    assert (code, err) == (0, "")
    assert (tmp_path / "mine-report.html").exists()


def test_new_wants_an_empty_folder(run, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "diary.txt").write_text("keep me")
    code, out, err = run("new", "mine")
    assert (code, out) == (2, "")
    assert err == "shadowkit: 'mine' is there already and is not empty; name a new folder.\n"
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["diary.txt"]


def test_new_takes_an_empty_folder(run, tmp_path):
    (tmp_path / "mine").mkdir()
    assert run("new", "mine")[0] == 0


def test_check_shows_a_table_of_what_was_not_understood(run):
    code, out, err = run("check", sk.log.example_path("student"))
    assert (code, err) == (1, "")
    assert out.splitlines()[0].strip() == "To mend"
    head = out.splitlines()[2]
    assert [cell.strip() for cell in head.strip("┃").split("┃")] == ["file", "where", "column", "what is wrong"]
    assert re.search(r"outreach.csv +│ row 11 │ channel", out)
    assert "outreach.csv" in out and "e-mail" in out and "kwane" in out
    assert out.splitlines()[-1] == "3 things to mend."


def test_check_as_json_has_every_cell_of_the_table(run):
    code, out, err = run("check", sk.log.example_path("student"), "--json")
    assert (code, err) == (1, "")
    problems = json.loads(out)["problems"]
    assert len(problems) == 3
    assert list(problems[0]) == list(schema.PROBLEM_COLUMNS)
    assert {one["file"] for one in problems} <= {f"{name}.csv" for name in schema.TABLES}


NOTE = "## What is best?\n\nThe quiet.\n"


def test_import_says_what_came_from_where_and_adds_nothing_twice(run, tmp_path):
    (tmp_path / "Amara Okonkwo.md").write_text(NOTE)
    code, out, err = run("import", "Amara Okonkwo.md", "--into", "rosa")
    assert (code, err) == (0, "")
    # The file is named once, beside the first of what it brought.
    assert re.search(r"Amara Okonkwo.md │ contacts\s+│\s+1 │\s+1 │\s+0 │", out)
    assert re.search(r"\n│\s+│ answers\s+│\s+1 │\s+1 │\s+0 │", out)
    assert out.splitlines()[-1] == "In what was brought in: everything understood."
    code, out, _ = run("import", "Amara Okonkwo.md", "--into", "rosa")
    assert (code, out.splitlines()[-2:]) == (0, ["Nothing was new.", "In what was brought in: everything understood."])
    assert len(sk.load(tmp_path / "rosa").answers) == 1


def test_import_as_json_and_who_is_whom(run, tmp_path):
    sk.open_journal(tmp_path / "rosa").add("contacts", contact="amara", name="Amara Okonkwo")
    (tmp_path / "A. Okonkwo.md").write_text(NOTE)
    code, out, err = run("import", "A. Okonkwo.md", "--into", "rosa", "--same", "A. Okonkwo=amara", "--json")
    assert (code, err) == (0, "")
    said = json.loads(out)
    assert said["counts"][0] == {"source": "A. Okonkwo.md", "table": "contacts", "found": 1, "added": 0, "filled": 0}
    assert (said["problems"], said["problems_in_log"]) == ([], 0)
    assert run("import", "A. Okonkwo.md", "--into", "rosa", "--same", "amara")[2].startswith(
        "shadowkit: --same takes two names of a person, such as --same 'A. Okonkwo=Amara Okonkwo'; this was 'amara'.")


def test_an_import_makes_the_log_it_goes_into_and_says_so(run, tmp_path):
    (tmp_path / "Amara Okonkwo.md").write_text(NOTE)
    code, _, err = run("import", "Amara Okonkwo.md", "--into", "here/rosa")
    assert (code, err) == (2, "shadowkit: The folder 'here', in which the log is to be, is not there; check the path, "
                              "or make that folder first.\n")
    out = run("import", "Amara Okonkwo.md", "--into", "rosa")[1]
    assert out.splitlines()[0] == "Made a new log, rosa; open it with the notebooks: shadowkit lab rosa"
    # As of any new log, nothing of it goes into a repository by accident.
    assert (tmp_path / "rosa" / ".gitignore").read_text() == "*\n"
    assert "Made a new log" not in run("import", "Amara Okonkwo.md", "--into", "rosa")[1]


def test_undo_takes_back_what_was_brought_in_and_says_what(run, tmp_path):
    (tmp_path / "Amara Okonkwo.md").write_text(NOTE)
    run("import", "Amara Okonkwo.md", "--into", "rosa")
    assert run("undo", "rosa") == (0, "Undone: brought in Amara Okonkwo.md.\n", "")
    assert len(sk.load(tmp_path / "rosa").contacts) == 0
    assert run("undo", "rosa") == (1, "There is nothing to undo in rosa.\n", "")
    run("import", "Amara Okonkwo.md", "--into", "rosa")
    code, out, _ = run("undo", "rosa", "--json")
    assert (code, json.loads(out)) == (0, {"log": "rosa", "undone": "brought in Amara Okonkwo.md"})
    code, out, _ = run("undo", "rosa", "--json")
    assert (code, json.loads(out)) == (1, {"log": "rosa", "undone": None})
    assert run("undo", "rose") == (
        2, "", "shadowkit: There is no log at 'rose', so nothing was undone; check the path.\n")
    assert not (tmp_path / "rose").exists()


@pytest.mark.parametrize(("words", "unwanted"), [
    (["--help"], ["pandas", "numpy"]),
    (["check", "data/student"], ["matplotlib", "ipywidgets", "IPython", "scipy", "narwhals", "networkx", "filelock",
                                 "icalendar", "markdown_it", "python_calamine", "openpyxl", "charset_normalizer"]),
    (["undo", "data/student"], ["matplotlib", "ipywidgets", "IPython", "scipy", "narwhals", "networkx"])])
def test_a_short_command_loads_only_what_it_needs(words, unwanted, tmp_path):
    shutil.copytree(sk.log.example_path("student"), tmp_path / "data" / "student")
    code = ("import sys; from shadowkit.cli import main\ntry: main()\nexcept SystemExit: "
            f"print([name for name in {unwanted} if name in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_an_import_that_fails_leaves_nothing_behind(run, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    assert run("import", "photo.jpg", "--into", "rosa")[0] == 2
    assert run("import", "nothing.md", "--into", "rosa")[0] == 2
    assert not (tmp_path / "rosa").exists()


def test_import_tells_what_was_not_understood_there_and_here(run, tmp_path):
    (tmp_path / "list").mkdir()
    (tmp_path / "list" / "contacts.csv").write_text("contact,tie\namara,knwon\n")
    (tmp_path / "list" / "photo.jpg").write_bytes(b"\xff\xd8")
    code, out, _ = run("import", "list", "--into", "rosa")
    assert code == 0
    assert out.splitlines()[-4:] == [
        "Good to know:",
        "- photo.jpg is not part of this log and was left alone.",
        "In what was brought in: nothing to mend, 1 good to know.",
        "In the log itself: 1 thing to mend; list it with: shadowkit check rosa"]
    assert run("import", "nothing.md", "--into", "rosa")[2] == (
        "shadowkit: There is nothing at 'nothing.md', so nothing was brought in; check the path.\n")


def test_check_of_one_thing(run, tmp_path):
    pd.DataFrame({"contact": ["a"], "sent_at": ["2026-09-14"], "channel": ["pigeon"]}).to_csv(
        tmp_path / "outreach.csv", index=False)
    code, out, _ = run("check", tmp_path / "outreach.csv")
    assert (code, out.splitlines()[-1]) == (1, "1 thing to mend.")


@pytest.mark.parametrize("command", ["check", "report"])
def test_a_log_that_is_not_there_is_one_sentence(run, command, tmp_path):
    code, out, err = run(command, "nowhere")
    assert (code, out) == (2, "")
    assert err == (f"shadowkit: There is no log at 'nowhere' (looked in {str(tmp_path)!r}). Check the path, or make a "
                   "new log with: shadowkit new FOLDER.\n")


def test_no_traceback_from_the_real_command(tmp_path):
    done = subprocess.run([sys.executable, "-m", "shadowkit", "check", "nowhere"], cwd=tmp_path, capture_output=True,
                          text=True, timeout=60)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_report_is_shown_and_written(run, tmp_path):
    code, out, err = run("report", sk.log.example_path("student"), "--out", "mine.html")
    assert (code, err) == (0, "")
    assert "3 of 9" in out or "3 of 8" in out
    assert "Amara Okonkwo" in out
    assert "Written: mine.html" in out
    page = (tmp_path / "mine.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "<script" not in page


def test_a_report_of_a_cohort_names_nobody(run, tmp_path):
    code, out, _ = run("report", sk.log.example_path("cohort"))
    # What a picture's bytes spell is no name.
    page = re.sub(r'src="[^"]*"', "", (tmp_path / "cohort-report.html").read_text(encoding="utf-8"))
    cohort = sk.example("cohort")
    assert code == 0
    for text in (out, page):
        for names in (cohort.students["student"], cohort.contacts["name"]):
            assert not [name for name in names.dropna().unique() if name in text]


def test_a_place_that_cannot_be_written_is_one_sentence(run):
    code, _, err = run("report", sk.log.example_path("student"), "--out", "no/such/mine.html")
    assert code == 2
    assert err == ("shadowkit: The report could not be written to 'no/such/mine.html' (No such file or directory); "
                   "name another place with --out FILE.\n")


def test_no_words_show_the_help(run):
    code, out, err = run()
    assert code in (0, 2)
    assert all(name in out + err for name in ("lab", "new", "check", "report"))


def test_lab_answers_on_its_port_and_ends_with_its_process(tmp_path):
    port = drive.free_port()
    env = drive.jupyter_env(tmp_path / "home")
    with (tmp_path / "lab.log").open("w") as record:
        process = subprocess.Popen(
            [sys.executable, "-m", "shadowkit", "lab", "mine", "--no-browser", "--port", str(port)], cwd=tmp_path,
            stdout=record, stderr=record, env=env)
        try:
            assert drive.answers(f"http://127.0.0.1:{port}/api", process), (tmp_path / "lab.log").read_text()
            assert (tmp_path / "mine" / cli.START).exists()
        finally:
            drive.stop(process)
    # Nothing may go on running once the process that was started has ended.
    assert not drive.answers(f"http://127.0.0.1:{port}/api", process, seconds=1)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_lab_says_what_is_missing(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "jupyterlab", None)
    code, _, err = run("lab", "mine")
    assert code == 2
    assert err == 'shadowkit: JupyterLab is not installed; add it with: pip install "shadowkit[lab]".\n'
    assert not os.path.exists("mine")


def test_names_with_brackets_are_printed_as_they_are(run, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "contacts.csv").write_text("contact,name\nann,Ann [/hr] Bo\n")
    (tmp_path / "mine" / "meetings.csv").write_text("meeting,contact,status\nm,ann,held\n")
    (tmp_path / "mine" / "answers.csv").write_text("meeting,question,answer\nm,Why?,Because.\n")
    code, out, err = run("report", "mine")
    assert (code, err) == (0, "")
    assert "Ann [/hr] Bo" in out


def test_a_new_log_stays_out_of_git(run, tmp_path):
    run("new", "mine")
    assert (tmp_path / "mine" / ".gitignore").read_text() == "*\n"
