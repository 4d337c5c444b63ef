"""The command shadowkit: what it makes and says, and how it ends."""

import os
import re
import shlex
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
    assert run("check", "mine")[:2] == (0, "Everything was understood.\n")
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


def test_check_says_what_was_not_understood(run):
    code, out, err = run("check", sk.log.example_path("student"))
    assert (code, err) == (1, "")
    lines = out.splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("- ") and "e-mail" in out and "kwane" in out
    assert lines[-1] == "3 things were not understood."


def test_check_of_one_thing(run, tmp_path):
    pd.DataFrame({"contact": ["a"], "sent_at": ["2026-09-14"], "channel": ["pigeon"]}).to_csv(
        tmp_path / "outreach.csv", index=False)
    code, out, _ = run("check", tmp_path / "outreach.csv")
    assert (code, out.splitlines()[-1]) == (1, "1 thing was not understood.")


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
