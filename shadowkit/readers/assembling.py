"""From what readers found to the tables of a log: cells get their types, and tables are held against each other."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from shadowkit import cells, schema
from shadowkit.errors import Problem, nearest, rows_named
from shadowkit.readers import outcomes, registry, slips


def assembled(raw: dict[str, pd.DataFrame], problems: list[Problem], *, name: str, files: dict[str, str],
              ) -> dict[str, pd.DataFrame]:
    """Give every cell its type, compare handles between tables, and add to the problems."""
    handle = registry.only_student(raw) or name
    made, notes = {}, {}
    for table, spec in schema.TABLES.items():
        frame, notes[table] = cells.typed(raw.get(table, pd.DataFrame()), spec, file=files.get(table, table))
        if frame["student"].isna().any():
            named = [given["student"].dropna().unique() for given in raw.values() if "student" in given]
            if len({student for students in named for student in students}) > 1:
                for label in frame.index[frame["student"].isna()]:
                    notes[table].cell(label, "student", "", "`student` is empty in {place}, and the log is of several "
                                      f"students, so the row was given to one named {handle!r}; fill it in.")
            frame = frame.fillna({"student": handle})
        made[table] = frame
        if table in schema.UNIQUE:
            made[table] = cells.without_doubles(made[table], spec, notes[table])
    for table, spec in schema.TABLES.items():
        for column in spec.columns:
            if column.refers_to:
                _check_handles(made, table, column, notes[table])
    _check_order(made["outreach"], notes["outreach"])
    _check_circles(made["contacts"], notes["contacts"])
    # What a reader has said of a cell need not be said again.
    said = {(problem.file, problem.row, problem.value) for problem in problems}
    for table, spec in schema.TABLES.items():
        problems += [problem for problem in _once(_with_hints(notes[table].problems, raw.get(table), spec), table)
                     if (problem.file, problem.row, problem.value) not in said]
        made[table] = made[table].reset_index(drop=True)
    made["answers"] = _with_positions(made["answers"])
    made["students"] = _with_all_students(made)
    return made


def _once(problems: list[Problem], table: str) -> list[Problem]:
    """Say once what many rows of a list have alike; the cells of a log's own files are mended one by one."""
    own = re.compile(rf"\b{table}(\.\w+|\))?$")
    alike: dict[tuple[Problem, str], dict[int | None, None]] = {}
    for problem in problems:
        before, _, after = problem.problem.partition(f"row {problem.row} of {problem.file} has ")
        many = before and after and not own.search(problem.file)
        key = (problem._replace(row=None, problem=before), after) if many else (problem, "")
        alike.setdefault(key, {})[problem.row] = None
    found = []
    for (problem, after), there in alike.items():
        rows = list(there)
        if after:
            has = "have" if len(rows) > 1 and problem.problem.endswith("; ") else "has"
            problem = problem._replace(row=rows[0], problem=f"{problem.problem}{rows_named(rows)} of {problem.file} "
                                       f"{has} {after}")
        found.append(problem)
    return found


def problem_table(problems: list[Problem]) -> pd.DataFrame:
    """Return problems as a table: first what is to be mended, then what is only good to know."""
    listed = sorted(problems, key=lambda problem: problem.kind != "mend")
    text = dict.fromkeys(schema.PROBLEM_COLUMNS, "str") | {"row": "Int64"}
    return pd.DataFrame(listed, columns=list(schema.PROBLEM_COLUMNS)).astype(text)


def _with_hints(problems: list[Problem], frame: pd.DataFrame | None, spec: schema.Table) -> list[Problem]:
    """Say of dates that people slip on, and of replies in other words, what was probably meant."""
    found, columns = [], {}
    if frame is None or frame.empty:
        return problems
    rows = frame["_row"].tolist() if "_row" in frame else range(2, len(frame) + 2)
    places = {row: place for place, row in enumerate(rows)}
    for problem in problems:
        column = problem.column or ""
        if problem.suggestion is None and problem.value and column in spec.names:
            if spec[column].kind == "time":
                key = column, problem.file
                if key not in columns:
                    # Only what stands in the same file tells the year.
                    same = frame["_file"] == problem.file if "_file" in frame else [True] * len(frame)
                    columns[key] = slips.Dates([str(cell) if here and pd.notna(cell) else None
                                                for cell, here in zip(frame[column], same, strict=True)])
                slipped = slips.slip(problem.value, places.get(problem.row, 0), columns[key])
                if slipped:
                    hint = f" Did you mean {slipped[1]!r}?" if slipped[1] else ""
                    place = schema.place_in(problem.file, problem.row)
                    problem = problem._replace(suggestion=slipped[1], problem=(
                        f"`{column}` in {place} has {problem.value!r}{slipped[0]}{hint}"))
            elif (spec.name, column) == ("outreach", "answer"):
                plain = outcomes.outcome(outcomes.meant(problem.value) or problem.value, "said")
                if plain and plain.answer:
                    problem = problem._replace(suggestion=plain.answer,
                                               problem=f"{problem.problem} Did you mean {plain.answer!r}?")
        found.append(problem)
    return found


def _check_handles(made: dict[str, pd.DataFrame], table: str, column: schema.Column, notes: cells.Notes) -> None:
    """Note every handle that its own table does not know; the row stays."""
    theirs, frame = made[column.refers_to], made[table]
    key = schema.TABLES[column.refers_to].key[-1]
    if theirs.empty or frame.empty:
        return
    ours, known = pair_numbers(frame, column.name, theirs, key)
    unknown = frame.index[~pd.Series(ours).isin(known).to_numpy() & (ours >= 0)]
    if not len(unknown):
        return
    concerned = theirs[theirs["student"].isin(frame.loc[unknown, "student"].unique())]
    handles, close = concerned.groupby("student")[key].agg(list), {}
    for label in unknown:
        value, student = frame.at[label, column.name], frame.at[label, "student"]
        if (student, value) not in close:
            close[student, value] = nearest(value, handles.get(student, []))
        notes.cell(label, column.name, value, f"{{place}} speaks of {key} {value!r}, who is not in {column.refers_to}."
                   if key == "contact" else f"{{place}} speaks of {key} {value!r}, which is not in {column.refers_to}.",
                   close[student, value])


def _check_order(outreach: pd.DataFrame, notes: cells.Notes) -> None:
    """Note every reply that came before its message: one of the two dates is a slip."""
    for label, row in outreach[(outreach["replied_at"] < outreach["sent_at"]).to_numpy()].iterrows():
        sent, replied = row["sent_at"].date(), row["replied_at"].date()
        # A reply dated the same day, without a time of day, came after the message.
        if replied < sent:
            notes.cell(label, "replied_at", replied.isoformat(), f"{{place}} has a reply of {replied}, before the "
                       f"message of {sent}; correct one of the two dates.")


def _check_circles(contacts: pd.DataFrame, notes: cells.Notes) -> None:
    """Note everybody who was named by themselves, and every circle of people who named each other."""
    named = contacts[contacts["referred_by"].notna()]
    by, handle = pair_numbers(named, "referred_by", named, "contact")
    inside = np.ones(len(named), dtype=bool)
    while True:
        # Who was named by somebody outside is in no circle.
        left = inside & np.isin(by, handle[inside])
        if (left == inside).all():
            break
        inside = left
    rows, seen = {number: row for row, number in enumerate(handle) if inside[row]}, set()
    for row in sorted(rows.values()):
        circle = []
        while row not in seen:
            seen.add(row)
            circle.append(row)
            row = rows[by[row]]
        if row not in circle:
            continue
        circle = circle[circle.index(row):]
        start = circle.index(min(circle))
        circle = [*circle[start:], *circle[:start]]
        names = named["contact"].iloc[[*circle, circle[0]]].tolist()
        step = "a circle; empty `referred_by` of the one you found first." if len(circle) > 1 else (
            "nobody leads to oneself; write who it was, or leave `referred_by` empty.")
        notes.cell(named.index[circle[0]], "referred_by", names[1],
                   f"{{place}} says that {names[0]} was named by {', who was named by '.join(names[1:])}: {step}")


def pair_numbers(frame: pd.DataFrame, column: str, theirs: pd.DataFrame, key: str) -> tuple[np.ndarray, np.ndarray]:
    """Give each handle of two tables a number, the same student's same handle alike; -1 where there is no handle."""
    students, _ = pd.factorize(pd.concat([frame["student"], theirs["student"]], ignore_index=True))
    handles, found = pd.factorize(pd.concat([frame[column], theirs[key]], ignore_index=True))
    pairs = np.where(handles >= 0, students.astype("int64") * len(found) + handles, -1)
    return pairs[: len(frame)], pairs[len(frame):]


def _with_positions(answers: pd.DataFrame) -> pd.DataFrame:
    """Count the answers of a meeting whose positions were left empty: each on from the one above it.

    Where that place is taken by another answer, all of the meeting's are counted on from the highest instead.
    """
    empty = answers["position"].isna()
    if not empty.any():
        return answers
    meeting = [answers["student"], answers["meeting"]]
    above = answers["position"].groupby(meeting).ffill().fillna(0)
    counted = above + empty.groupby([*meeting, (~empty).groupby(meeting).cumsum()]).cumsum().astype("Int64")
    doubled = answers.assign(position=counted).duplicated(["student", "meeting", "position"], keep=False)
    crowded = (doubled & empty).groupby(meeting).transform("any")
    highest = answers["position"].fillna(0).groupby(meeting).transform("max")
    counted = counted.mask(crowded, highest + empty.groupby(meeting).cumsum().astype("Int64"))
    return answers.assign(position=answers["position"].fillna(counted))


def _with_all_students(made: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Add students that only their tables name, so that a cohort is complete."""
    students = made["students"]
    named = pd.concat([pd.Series(frame["student"].unique()) for frame in [students, *made.values()]])
    # Those of the table of students come first, so what comes after them is new.
    added = named.dropna().unique()[students["student"].nunique():]
    return pd.concat([students, pd.DataFrame({"student": added})], ignore_index=True) if len(added) else students
