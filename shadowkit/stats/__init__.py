"""Rates that do not lie, and how far coders agree: numpy on small arrays of counts, one interval everywhere."""

from shadowkit.stats.agreement import (
    LEVELS,
    Coefficient,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent_agreement,
)
from shadowkit.stats.agreement_bounds import NOT_COMPARED, NOT_TWO, UNDEFINED, Estimate, agreement_estimates
from shadowkit.stats.groups import SAME, TOO_FEW, holm, mantel_haenszel, p_value, pooled, verdict
from shadowkit.stats.keyness import keyness, log_odds
from shadowkit.stats.ratings import tally, tally_counts, two_by_two
from shadowkit.stats.saturation import in_random_orders, new_things, rule_met
from shadowkit.stats.shares import Z, difference, last_day, reply_shares, shares_by_cause, wilson

__all__ = ["Coefficient", "Estimate", "LEVELS", "NOT_COMPARED", "NOT_TWO", "SAME", "TOO_FEW", "UNDEFINED", "Z",
           "agreement_estimates", "cohen_kappa", "difference", "fleiss_kappa", "gwet_ac1", "holm", "in_random_orders",
           "keyness", "krippendorff_alpha", "last_day", "log_odds", "mantel_haenszel", "new_things", "p_value",
           "percent_agreement", "pooled", "reply_shares", "rule_met", "shares_by_cause", "tally", "tally_counts",
           "two_by_two", "verdict", "wilson"]
