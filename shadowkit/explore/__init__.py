"""Two or three controls on a measure: each change redraws the picture and says it anew."""

from shadowkit.explore.explorer import Explorer
from shadowkit.explore.matrix import coverage, matrix_html, perspectives
from shadowkit.explore.rates import EVERYBODY, reply_curve, response_rates

__all__ = ["EVERYBODY", "Explorer", "coverage", "matrix_html", "perspectives", "reply_curve", "response_rates"]
