"""Exercises that check themselves: what is off is said, the answer is not."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass

from shadowkit import stats
from shadowkit.errors import LogError, nearest, one_of


@dataclass(frozen=True)
class Part:
    """One number asked for: how to work it out, how near is near enough, and a thought for each way of being off."""

    truth: Callable[[], float]
    within: float
    too_low: str
    too_high: str


def _bound(replied: int, asked: int, which: int) -> Callable[[], float]:
    return lambda: float(stats.wilson(replied / asked, asked)[which])


EXERCISES: dict[str, dict[str, Part]] = {
    "three_of_eight": {
        "rate": Part(lambda: 3 / 8, 0.01, "Too low. How many replied, of how many?",
                     "Too high. How many replied, of how many?"),
        "low": Part(_bound(3, 8, 0), 0.06, "Lower than need be: would three of eight reply if almost nobody does?",
                    "Too high: eight people are few, and such a result still comes about with a lower rate."),
        "high": Part(_bound(3, 8, 1), 0.06, "Too low: eight people are few, and such a result still comes about with a "
                     "higher rate.", "Higher than need be: would only three of eight reply if almost everybody does?"),
    },
    "thirty_of_eighty": {
        "low": Part(_bound(30, 80, 0), 0.04, "Lower than need be: ten times as many people say more than eight.",
                    "Too high: even eighty people leave some doubt."),
        "high": Part(_bound(30, 80, 1), 0.04, "Too low: even eighty people leave some doubt.",
                     "Higher than need be: ten times as many people say more than eight."),
    },
}


@dataclass(frozen=True)
class Feedback:
    """What is right and what is off, part by part; true where all is right."""

    right: tuple[str, ...]
    off: tuple[tuple[str, str], ...]

    def __bool__(self) -> bool:
        return not self.off

    def __str__(self) -> str:
        lines = [f"{name}: right." for name in self.right] + [f"{name}: {thought}" for name, thought in self.off]
        return "\n".join([*lines, "All right." if self else "Change the numbers and run the cell again."])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        items = [f"<li>✓ <b>{name}</b>: right.</li>" for name in self.right]
        items += [f"<li>✗ <b>{name}</b>: {html.escape(thought)}</li>" for name, thought in self.off]
        end = "All right." if self else "Change the numbers and run the cell again."
        return f'<ul style="list-style:none;padding-left:0">{"".join(items)}</ul><p>{end}</p>'


def check(exercise: str, **answers: float) -> Feedback:
    """Say which answers to an exercise are right, and in which direction the others are off.

    Parameters
    ----------
    exercise : {"three_of_eight", "thirty_of_eighty"}
        The exercise.
    **answers : float
        The numbers asked for, by name; shares from 0 to 1.

    Returns
    -------
    Feedback
        True where all is right; shows itself as a short list.

    Raises
    ------
    LogError
        If the exercise or a part of it does not exist, a part is missing, or an answer is no share from 0 to 1.

    Examples
    --------
    >>> check("three_of_eight", rate=0.375, low=0.3, high=0.7)
    rate: right.
    high: right.
    low: Too high: eight people are few, and such a result still comes about with a lower rate.
    Change the numbers and run the cell again.
    """
    if exercise not in EXERCISES:
        raise one_of("exercise", exercise, EXERCISES)
    parts = EXERCISES[exercise]
    for name in answers:
        if name not in parts:
            raise one_of("answer", name, parts)
    right, off = [], []
    for name, part in parts.items():
        if name not in answers:
            close = nearest(name, answers)
            raise LogError(f"`{name}` is still missing; give it as {name}=0.5, a share from 0 to 1."
                           + (f" Did you mean {close!r}?" if close else ""))
        answer, truth = answers[name], part.truth()
        if not isinstance(answer, int | float) or not 0 <= answer <= 1:
            raise LogError(f"`{name}` must be a share from 0 to 1, such as 0.5 for 50 %; it was {answer!r}.")
        if abs(answer - truth) <= part.within:
            right.append(name)
        else:
            off.append((name, part.too_low if answer < truth else part.too_high))
    return Feedback(tuple(right), tuple(off))
