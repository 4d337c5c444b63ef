"""Two or three controls on a measure: each change redraws the picture and says it anew."""

from shadowkit.explore.due import thank_yous, today
from shadowkit.explore.explorer import Explorer
from shadowkit.explore.matrix import coverage, matrix_html, perspectives
from shadowkit.explore.practice import listening, question_check, shadow_day, steps
from shadowkit.explore.rates import EVERYBODY, reply_curve, response_rates

__all__ = ["EVERYBODY", "Explorer", "coverage", "listening", "matrix_html", "perspectives", "question_check",
           "reply_curve", "response_rates", "shadow_day", "steps", "thank_yous", "today"]
