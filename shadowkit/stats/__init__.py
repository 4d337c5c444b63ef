"""Rates that do not lie: numpy on small arrays of counts, one interval everywhere."""

from shadowkit.stats.groups import SAME, TOO_FEW, holm, mantel_haenszel, p_value, pooled, verdict
from shadowkit.stats.shares import Z, difference, last_day, reply_shares, shares_by_cause, wilson

__all__ = ["SAME", "TOO_FEW", "Z", "difference", "holm", "last_day", "mantel_haenszel", "p_value", "pooled",
           "reply_shares", "shares_by_cause", "verdict", "wilson"]
