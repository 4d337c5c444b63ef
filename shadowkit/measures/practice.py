"""How the meetings themselves went: the seven steps, the day that was watched, and who did the talking."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shadowkit import guide, schema, text
from shadowkit.errors import LogError, one_of
from shadowkit.log import Log
from shadowkit.measures import must_be_log
from shadowkit.measures.perspectives import is_own
from shadowkit.measures.questions import question_check, questions_in

#: Steps that can be done before the meeting.
BEFORE = ("logistics", "confirm", "homework")
#: Fewer words a minute than these were not written down word by word; people speak 100 and more.
WORD_BY_WORD = 60


def steps(log: Log) -> pd.DataFrame:
    """Which of the guide's seven steps were done at each meeting.

    One row per meeting and step, meetings by date and steps in the guide's order; meetings that were called off, or to
    which one side did not come, are left out.

    Parameters
    ----------
    log : Log
        The log of one student or of many.

    Returns
    -------
    DataFrame
        ``student``, ``meeting``, ``contact``, ``name`` (the handle where no name is known), ``kind`` (interview or
        shadow), ``status`` (planned also where the log gives none and the date is after its last day), ``starts_at``;
        ``step``: logistics, confirm, homework, purpose, listen, time, follow_through; ``done``: true or false, missing
        where it is not known. Of a meeting that is still planned only a yes to the first three is known: what is not
        done yet is no failure.

    Raises
    ------
    LogError
        If ``log`` is no log.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.steps(sk.example("student"))
    >>> int(table.loc[table["step"] == "listen", "done"].sum())
    7
    """
    must_be_log(log, "steps")
    met = _met(log)
    met = met[~met["status"].isin(("cancelled", "no_show"))]
    about = ["student", "meeting", "contact", "name", "kind", "status", "starts_at"]
    row, step = np.divmod(np.arange(len(met) * len(guide.STEPS)), len(guide.STEPS))
    table = met[about].iloc[row].reset_index(drop=True)
    table["step"] = pd.Series(np.array(list(guide.STEPS), dtype=object)[step], dtype="str")
    table["done"] = pd.Series(met[list(guide.STEPS)].to_numpy(dtype=object, na_value=pd.NA).ravel(), dtype="boolean")
    to_come = table["status"].eq("planned") & ~(table["done"].fillna(False) & table["step"].isin(BEFORE))
    table["done"] = table["done"].mask(to_come)
    table.attrs = {"measure": "steps"}
    return table


def shadow_day(log: Log, meeting: str | None = None, *, student: str | None = None) -> pd.DataFrame:
    """Lay out one day of a job shadow as a timeline.

    One row per activity, in order of time; those without a time of day stand at the end.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    meeting : str, optional
        Handle of the meeting; by default the first at which something was observed.
    student : str, optional
        Whose meeting, where several students have one of that handle.

    Returns
    -------
    DataFrame
        ``student``, ``meeting``; ``starts_at``, ``ends_at``: local times, missing where no time of day was noted;
        ``minutes``: as noted, or else until the next activity of that date begins; ``measured``: "given" or "until the
        next"; ``activity``, ``people``; ``energy``: 1 (drained) to 5 (lit up); ``note``; ``gap_minutes``: minutes from
        the latest end so far, negative where activities overlap, missing for the first.

    Raises
    ------
    LogError
        If ``log`` is no log, nothing was observed at that meeting, or the handle belongs to several students.

    Examples
    --------
    >>> import shadowkit as sk
    >>> day = sk.shadow_day(sk.example("student"), "m09a")
    >>> day.loc[day["energy"] == 5, "activity"].tolist()
    ['calving: a calf lying backwards']
    """
    must_be_log(log, "shadow_day")
    days = shadow_days(log)
    if student is not None:
        if student not in set(days["student"]):
            raise one_of("student", student, days["student"].unique())
        days = days[days["student"] == student]
    if meeting is not None:
        if days.empty:
            raise LogError(f"Nothing was observed at meeting {meeting!r}, nor at any other: the table observations is "
                           "empty; note there what you saw on a shadow, one activity a row.")
        if meeting not in set(days["meeting"]):
            raise one_of("meeting", meeting, days["meeting"].unique())
        days = days[days["meeting"] == meeting]
        if len(days) > 1:
            whose = " and ".join(days["student"].head(2)) + (" and others" if len(days) > 2 else "")
            raise LogError(f"{meeting!r} is a meeting of {whose}; say whose is meant, with "
                           f"student={days['student'].iloc[0]!r}.")
    seen = log.observations.merge(days[["student", "meeting"]].head(1), on=["student", "meeting"])
    timed = seen[schema.precision_of("starts_at")].eq("time")
    seen = seen.assign(starts_at=seen["starts_at"].where(timed)).sort_values("starts_at", kind="stable",
                                                                            ignore_index=True)
    starts, given = seen["starts_at"], seen["minutes"].notna()
    # Two activities may begin together; both then last until the next beginning.
    later = starts.mask(starts.duplicated()).shift(-1).bfill()
    until = _minutes(later - starts).where(later.dt.normalize() == starts.dt.normalize())
    minutes = seen["minutes"].fillna(until)
    ends = starts + pd.to_timedelta(minutes, unit="min")
    seen = seen.assign(
        ends_at=ends.astype("datetime64[us]"), minutes=minutes, gap_minutes=_minutes(starts - ends.cummax().shift()),
        measured=pd.Series(np.where(given, "given", "until the next"), dtype="str").where(minutes.notna()))
    table = seen[["student", "meeting", "starts_at", "ends_at", "minutes", "measured", "activity", "people", "energy",
                  "note", "gap_minutes"]]
    of = days.iloc[0] if len(days) else {"name": "", "starts_at": pd.NaT}
    table.attrs = {"measure": "shadow_day", "name": of["name"],
                   "date": None if pd.isna(of["starts_at"]) else str(of["starts_at"].date())}
    return table


def shadow_days(log: Log) -> pd.DataFrame:
    """Return the meetings at which something was observed, by date: student, meeting, name and starts_at."""
    seen = log.observations.groupby(["student", "meeting"], as_index=False)["starts_at"].min()
    return seen.merge(_met(log)[["student", "meeting", "name"]], on=["student", "meeting"], how="left").fillna(
        {"name": seen["meeting"]}).sort_values(["starts_at", "student", "meeting"], ignore_index=True)


def listening(log: Log) -> pd.DataFrame:
    """Who did the talking, where a meeting was written down with its times or its speakers.

    One row per meeting with a transcript: one whose answers have a place in the recording (``at_seconds``), or that
    names the student as a speaker. A row of answers is a turn or an exchange: the student's words in ``question``, then
    the other person's in ``answer``; where ``speaker`` is the student's own handle or name, or the one in ``asked_by``,
    both are the student's.

    Parameters
    ----------
    log : Log
        The log of one student or of many.

    Returns
    -------
    DataFrame
        ``student``, ``meeting``, ``contact``, ``name``, ``starts_at``; ``turns``: how often somebody began to speak;
        ``student_words``, ``other_words``: counts; ``student_share_words``, ``student_share_time``: 0 to 1;
        ``longest_turn_words``, ``longest_turn_seconds``: of the other person, until the student speaks again;
        ``questions``: the student's sentences that end in a question mark; ``open_questions``; ``open_share``: 0 to 1,
        of the questions that could be judged (:func:`question_check`); ``interruptions``: turns of the other person
        that break off in a dash and are followed by the student, missing where no turn of the transcript ends so, since
        it may not mark them.

        A stretch from one ``at_seconds`` to the next is shared out by words, and left out where nobody spoke. The last
        ends with the meeting's ``minutes`` if that makes it at most twice the longest before; otherwise it is left out.
        Shares are missing without words or times.

    Raises
    ------
    LogError
        If ``log`` is no log.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.listening(sk.example("student"))
    >>> table["meeting"].tolist()
    ['m03', 'm05', 'm10']
    """
    must_be_log(log, "listening")
    key = ["student", "meeting"]
    said = log.answers.assign(own=is_own(log)).sort_values("position", kind="stable")
    recorded = (said["at_seconds"].notna() | said["own"]).groupby([said[name] for name in key]).transform("any")
    met = said[key][recorded].drop_duplicates().merge(
        _met(log)[[*key, "contact", "name", "starts_at", "minutes"]], on=key, how="left")
    met = met.fillna({"name": met["meeting"]}).sort_values(["starts_at", *key], ignore_index=True)
    talks = dict(list(said[recorded].groupby(key)))
    found = [_talk(talks[student, meeting], minutes)
             for student, meeting, minutes in met[[*key, "minutes"]].itertuples(index=False)]
    kinds = {"turns": int, "student_words": int, "other_words": int, "student_share_words": float,
             "student_share_time": float, "longest_turn_words": int, "longest_turn_seconds": float, "questions": int,
             "open_questions": int, "open_share": float, "interruptions": "Int64", "word_by_word": bool}
    numbers = pd.DataFrame(found, columns=list(kinds)).astype(kinds)
    table = pd.concat([met.drop(columns="minutes"), numbers.drop(columns="word_by_word")], axis=1)
    without = said[key][said["answer"].notna() & ~recorded].drop_duplicates()
    table.attrs = {"measure": "listening", "left_out": len(without),
                   "shortened": int((~numbers["word_by_word"]).sum())}
    return table


def _talk(rows: pd.DataFrame, minutes: float) -> dict[str, object]:
    """Count one transcript: words and seconds of either side, turns, questions, interruptions."""
    at = rows["at_seconds"].dropna().to_numpy()
    lasts = np.diff(at, append=minutes * 60)
    if len(lasts) > 1 and lasts[-1] > 2 * lasts[:-1].max():
        lasts[-1] = np.nan
    # What was said before the first time belongs to no stretch.
    lasts = np.append(np.nan, np.where(lasts > 0, lasts, np.nan))
    parts = [(own, said, text.word_count(said), stretch) for question, answer, theirs, stretch in zip(
        rows["question"], rows["answer"], rows["own"], rows["at_seconds"].notna().cumsum(), strict=True)
        for own, said in ((True, question), (theirs, answer)) if text.word_count(said)]
    heard = pd.DataFrame(parts, columns=["own", "said", "words", "stretch"]).astype({"own": bool, "words": int})
    heard["seconds"] = lasts[heard["stretch"].astype(int)] * (
        heard["words"] / heard.groupby("stretch")["words"].transform("sum"))
    own, words, seconds = heard["own"], heard["words"], heard["seconds"]
    turn = (own != own.shift()).cumsum()
    turns = heard.groupby(turn).agg(own=("own", "first"), words=("words", "sum"), said=("said", "last"))
    turns["seconds"] = seconds.groupby(turn).agg(lambda of: of.sum(skipna=False)).astype(float)
    others = turns[~turns["own"]]
    breaks = turns["said"].map(_breaks_off).astype(bool)
    asked = [question for said in heard["said"][own] for question in questions_in(said)]
    judged = question_check(asked)["open"]
    return {
        "turns": len(turns), "student_words": words[own].sum(), "other_words": words[~own].sum(),
        "student_share_words": words[own].sum() / words.sum() if words.sum() else np.nan,
        "student_share_time": seconds[own].sum() / seconds.sum() if seconds.sum() else np.nan,
        "longest_turn_words": others["words"].max() if len(others) else 0,
        "longest_turn_seconds": others["seconds"].max(),
        "questions": len(asked), "open_questions": int(judged.sum()),
        "open_share": judged.mean() if judged.notna().any() else np.nan,
        # The student always speaks after another's turn, unless it is the last.
        "interruptions": int((breaks & ~turns["own"])[:-1].sum()) if breaks.any() else pd.NA,
        "word_by_word": not (seconds.sum() and words[seconds.notna()].sum() * 60 < WORD_BY_WORD * seconds.sum())}


def _met(log: Log) -> pd.DataFrame:
    """Return the meetings by date, each with the name of the person, or the handle where there is none."""
    named = log.contacts[["student", "contact", "name"]].drop_duplicates(["student", "contact"])
    met = log.meetings.assign(status=log.meetings["status"].mask(log.to_come(), "planned"))
    met = met.drop(columns="name", errors="ignore").merge(named, on=["student", "contact"], how="left")
    met["name"] = met["name"].fillna(met["contact"])
    return met.sort_values(["starts_at", "student", "meeting"], kind="stable", ignore_index=True)


def _minutes(span: pd.Series) -> pd.Series:
    return span / pd.Timedelta(minutes=1)


def _breaks_off(said: str) -> bool:
    """Tell whether what was said ends in a dash: the usual sign, in transcripts, of somebody who is cut short."""
    return said.rstrip(" \n\t\"'”’»)").endswith(("-", "–", "—"))
