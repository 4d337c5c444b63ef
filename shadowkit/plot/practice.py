"""Pictures of how the meetings themselves went."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from shadowkit import guide
from shadowkit.errors import one_of
from shadowkit.measures.questions import CHECKS
from shadowkit.plot.canvas import COLOURS, FAINT, INK, SOFT, axes_for, finished, must_be, share_axis, short, wrapped

#: A picture with more rows than these nobody reads.
ROWS = 40
#: Sign and colour of a yes, a no, and what is not known.
_SIGNS = {True: ("✓", "#cfe4f3"), False: ("✗", "#f7cfae"), None: ("?", "#f0f0f0")}
#: From drained to lit up: orange to blue by way of grey, for energy 1 to 5.
_ENERGY = ("#D55E00", "#EBA36C", "#BDBDBD", "#74B0D8", "#0072B2")
#: What the bars of a transcript can show: the columns of the student's part, of the whole, and what the parts are.
LISTENING = {"words": ("student_share_words", "the student's words", "the other person's words"),
             "time": ("student_share_time", "the student's time", "the other person's time"),
             "questions": ("open_share", "open questions", "other questions")}


def steps(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw which steps were done at each meeting.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.steps` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        Meetings down, the seven steps across; each cell says by sign and colour whether the step was done, was not, or
        is not known. Of more than forty meetings the last forty are drawn.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.steps(sk.steps(sk.example("student")))
    >>> figure.alt.startswith("10 meetings held")
    True
    """
    must_be(table, "steps")
    across = list(dict.fromkeys(table["step"])) or list(guide.STEPS)
    done = table["done"].to_numpy(dtype=object, na_value=None).reshape(-1, len(across))
    met = table.iloc[:: len(across)]
    planned = int((met["status"] == "planned").sum())
    held = f"{len(met) - planned} meeting{'' if len(met) - planned == 1 else 's'} held"
    of = f"the last {ROWS} held of {len(met):,} meetings" if len(met) > ROWS else (
        held + (f", {planned} planned" if planned else ""))
    if len(met) > ROWS:
        held = (met["status"] != "planned").to_numpy()
        met, done = met[held].tail(ROWS), done[held][-ROWS:]
    names = [f"{meeting}, {name}" + (" (planned)" if status == "planned" else "")
             for meeting, name, status in zip(met["meeting"], met["name"].fillna(""), met["status"], strict=True)]
    return _signs(table, done, names, [step.replace("_", " ") for step in across],
                  f"Steps of a good meeting ({of})", ("done", "not done", "not known"), ax)


def question_check(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw which questions are open, one at a time, not leading and not to be looked up.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.question_check` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        Questions down, checks across; each cell says by sign and colour whether the question is so. Of more than forty
        questions the first forty are drawn.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.question_check(sk.question_check(["Is it hard?", "What was hard today?"]))
    >>> figure.alt[:27]
    '2 questions; 1 of 2 is open'
    """
    must_be(table, "question_check")
    checks = list(CHECKS)[::-1]
    good = pd.DataFrame({check: table[check] if check == "open" else ~table[check] for check in checks})
    good = good.to_numpy(dtype=object, na_value=None)[:ROWS]
    of = f"the first {ROWS} of {len(table):,} questions" if len(table) > ROWS else (
        f"{len(table)} question{'' if len(table) == 1 else 's'}")
    return _signs(table, good, table["question"][:ROWS], [CHECKS[check][0] for check in checks],
                  f"How the questions are put ({of})", ("yes", "no", "cannot be told"), ax)


def shadow_day(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw a day that was watched, one bar per activity along the hours.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.shadow_day` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        Activities down, the time of day across, minutes at the right; energy is the number after a bar and its colour,
        white where it was not noted; gaps are hatched.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.shadow_day(sk.shadow_day(sk.example("student"), "m09b"))
    >>> "9 activities, 6 hours 30 minutes" in figure.alt
    True
    """
    must_be(table, "shadow_day")
    axes = axes_for(ax, height=1.5 + 0.42 * max(len(table), 1), width=8.6)
    midnight = table["starts_at"].dt.normalize().min()
    starts, ends = ((table[column] - midnight) / pd.Timedelta(hours=1) for column in ("starts_at", "ends_at"))
    first, last = (8.0, 9.0) if starts.isna().all() else (np.floor(starts.min()),
                                                          np.ceil(max(starts.max() + 0.1, ends.max())))
    for y, (start, end, row) in enumerate(zip(starts, ends, table.to_dict("records"), strict=True)):
        energy = None if pd.isna(row["energy"]) else int(row["energy"])
        length = "length not known" if pd.isna(row["minutes"]) else f"{row['minutes']:.0f} min"
        gap, level = row["gap_minutes"], "" if energy is None else str(energy)
        before = f", {gap:.0f} min before not noted" if gap > 0 else ", overlapping" if gap < 0 else ""
        axes.text(1.02, y, length + before, va="center", transform=axes.get_yaxis_transform())
        if pd.isna(start):
            axes.text(first, y, " no time of day" + (f", energy {energy}" if energy else ""), va="center", color=SOFT,
                      style="italic")
            continue
        if gap > 0:
            axes.barh(y, gap / 60, left=start - gap / 60, height=0.62, color="none", hatch="////", edgecolor=FAINT,
                      linewidth=0)
        end = start if pd.isna(end) else end
        axes.barh(y, end - start, left=start, height=0.62, color="white" if energy is None else _ENERGY[energy - 1],
                  edgecolor=INK, linewidth=0.6, zorder=2)
        axes.text(end + (last - first) / 100, y, level, va="center", fontweight="bold", zorder=3)
    axes.set_yticks(range(len(table)), wrapped(table["activity"].fillna("not named"), 34))
    axes.set_ylim(max(len(table), 1) - 0.4, -0.6)
    axes.set_xlim(first, last)
    hours = np.arange(first, last + 1, max(1, (last - first) // 8))
    axes.set_xticks(hours, [f"{hour % 24:02.0f}:00" for hour in hours])
    axes.grid(axis="x", color=FAINT, zorder=0)
    who = f" with {short(table.attrs['name'], 40)}" if table.attrs["name"] else ""
    return finished(axes, table, f"A day{who} ({len(table)} activities; energy 1 is drained, 5 lit up)")


def listening(table: pd.DataFrame, *, show: str = "words", ax: Axes | None = None) -> Figure:
    """Draw who did the talking at each meeting with a transcript.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.listening` returned.
    show : {"words", "time", "questions"}
        Whether bars share out the words, the time, or the student's questions (open ones and others).
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        One bar per meeting, 0 to 100 %, with its counts. Of more than forty meetings the last forty are drawn.

    Raises
    ------
    LogError
        If ``show`` is none of these.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.listening(sk.listening(sk.example("student")), show="time")
    >>> figure.alt.startswith("3 meetings with a transcript")
    True
    """
    must_be(table, "listening")
    if show not in LISTENING:
        raise one_of("show", show, LISTENING)
    share, mine, theirs = LISTENING[show]
    rows = table.tail(ROWS)
    axes = axes_for(ax, height=1.6 + 0.42 * max(len(rows), 1))
    for y, row in enumerate(rows.to_dict("records")):
        total = row["student_words"] + row["other_words"]
        label = {"words": f"{row['student_words']:,} of {total:,} words",
                 "time": f"{row[share] * 100:.0f} % of the time",
                 "questions": f"{row['open_questions']} of {row['questions']} open"}[show]
        if pd.isna(row[share]):
            missing = {"words": "no words", "time": "no times noted", "questions": "no question to judge"}[show]
            axes.text(0.01, y, missing, va="center", color=SOFT, style="italic")
            continue
        axes.barh(y, row[share], height=0.62, color=COLOURS[0], zorder=2)
        axes.barh(y, 1 - row[share], left=row[share], height=0.62, color=_ENERGY[1], zorder=2, hatch="..",
                  edgecolor="white", linewidth=0)
        axes.text(1.02, y, label, va="center", color=INK)
    for x, side, words, colour in ((0, "left", mine, COLOURS[0]), (1, "right", theirs, "#9A4400")):
        axes.text(x, -0.55, words, ha=side, color=colour, fontweight="bold", fontsize=9.5)
    names = [f"{meeting}, {name}" for meeting, name in zip(rows["meeting"], rows["name"], strict=True)]
    axes.set_yticks(range(len(rows)), wrapped(names))
    axes.set_ylim(max(len(rows), 1) - 0.4, -1.0)
    share_axis(axes.xaxis, axes.set_xlim)
    of = f"the last {ROWS} of {len(table):,}" if len(table) > ROWS else f"{len(table)}"
    what = "How open the questions were" if show == "questions" else "Who did the talking"
    return finished(axes, table, f"{what} ({of} with a transcript)")


def _signs(table: pd.DataFrame, cells: np.ndarray, down: Sequence[str], across: list[str], title: str,
           says: tuple[str, str, str], ax: Axes | None) -> Figure:
    """Draw a grid whose cells say yes, no or not known, each by sign and colour."""
    rows, down = max(len(cells), 1), wrapped(down, 44)
    labels = max((len(line) for name in down for line in name.splitlines()), default=0)
    axes = axes_for(ax, height=1.6 + 0.42 * rows, width=max(7.2, 0.5 + 0.08 * labels + 0.8 * len(across)))
    colours = [[to_rgb(_SIGNS[None if cell is None else bool(cell)][1]) for cell in line] for line in cells]
    axes.imshow(np.array(colours) if colours else np.ones((1, len(across), 3)), aspect="auto")
    for (y, x), cell in np.ndenumerate(cells):
        axes.text(x, y, _SIGNS[None if cell is None else bool(cell)][0], ha="center", va="center",
                  color=SOFT if cell is None else INK, fontsize=12)
    axes.set_xticks(range(len(across)), wrapped(across, 10))
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(down)), down)
    axes.set_xticks(np.arange(len(across) + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(rows + 1) - 0.5, minor=True)
    axes.grid(which="minor", color="white", linewidth=3)
    axes.tick_params(which="both", length=0)
    axes.spines[:].set_visible(False)
    axes.annotate("     ".join(f"{sign} {word}" for (sign, _), word in zip(_SIGNS.values(), says, strict=True)),
                  (0, 0), (0, -8), xycoords="axes fraction", textcoords="offset points", va="top", color=INK)
    return finished(axes, table, title)
