"""Every table in a sentence or two: what a figure shows, read aloud, for those who cannot see it and those who can."""

from __future__ import annotations

import html

import pandas as pd

from shadowkit.captions import (
    agreement,
    coding,
    common_ground,
    compare,
    due,
    heard,
    matrix,
    practice,
    question_groups,
    rates,
    reflection,
    stages,
    words_said,
)
from shadowkit.captions.words import count_label, group_label, interval, listed, ordinal, percent, records, span
from shadowkit.errors import LogError

__all__ = ["Caption", "caption", "count_label", "group_label", "interval", "listed", "ordinal", "percent", "records",
           "span"]


class Caption(str):
    """A caption, which a notebook shows as a paragraph."""

    def _repr_html_(self) -> str:
        return f'<p style="max-width:60em;line-height:1.45">{html.escape(self)}</p>'


def caption(table: pd.DataFrame) -> Caption:
    """Say in words what a table of this package shows.

    Parameters
    ----------
    table : DataFrame
        What a measure returned: rates, a curve, a matrix, a coverage table.

    Returns
    -------
    str
        Two to five sentences, shown as a paragraph in a notebook; the alternative text of the table's figure.

    Raises
    ------
    LogError
        If the table did not come from a measure of this package, or lost its origin on the way.

    Examples
    --------
    >>> import shadowkit as sk
    >>> print(sk.caption(sk.response_rates(sk.example("student"), by=None))[:41])
    Of 23 people asked, 12 replied within 14
    """
    about = table.attrs.get("measure")
    if about not in _SAYS:
        raise LogError("`caption` needs a table just as a measure returned it, such as sk.response_rates(log); this "
                       "one does not say where it comes from.")
    return Caption(_SAYS[about](table))


_SAYS = {"response_rates": rates.response_rates, "reply_curve": rates.reply_curve,
         "compare_rates": compare.compare_rates, "follow_ups": compare.follow_ups,
         "funnel": stages.funnel, "referrals": stages.referrals,
         "perspectives": matrix.perspectives, "question_groups": question_groups.question_groups,
         "quotes": coding.quotes, "tag_counts": coding.tag_counts, "co_occurrence": coding.co_occurrence,
         "common_ground": common_ground.common_ground,
         "coverage": heard.coverage, "next_people": heard.next_people, "saturation": heard.saturation,
         "interest": reflection.interest, "fit": reflection.fit, "prompts": reflection.prompts,
         "decision": reflection.decision,
         "steps": practice.steps, "shadow_day": practice.shadow_day, "listening": practice.listening,
         "question_check": practice.question_check,
         "agreement": agreement.agreement, "disagreements": agreement.disagreements,
         "distinctive": words_said.distinctive,
         "concordance": words_said.concordance,
         "similar": words_said.similar,
         "thank_yous": due.thank_yous, "today": due.today}
