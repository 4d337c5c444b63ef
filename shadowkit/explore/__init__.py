"""Two or three controls on a measure: each change redraws the picture and says it anew."""

from shadowkit.explore.agreement import agreement, disagreements, disagreements_html
from shadowkit.explore.coding import co_occurrence, quotes, tag_counts
from shadowkit.explore.common_ground import common_ground
from shadowkit.explore.decision import decision, decision_html
from shadowkit.explore.due import thank_yous, today
from shadowkit.explore.explorer import Explorer
from shadowkit.explore.heard import coverage, next_people, saturation
from shadowkit.explore.matrix import perspectives
from shadowkit.explore.matrix_html import matrix_html
from shadowkit.explore.practice import listening, question_check, shadow_day, steps
from shadowkit.explore.question_groups import question_groups
from shadowkit.explore.rates import EVERYBODY, compare_rates, follow_ups, reply_curve, response_rates
from shadowkit.explore.reflection import fit, interest, prompts
from shadowkit.explore.stages import funnel, referrals
from shadowkit.explore.words_said import concordance, distinctive, similar

__all__ = ["EVERYBODY", "Explorer", "agreement", "co_occurrence", "common_ground", "compare_rates", "concordance",
           "coverage", "decision", "decision_html", "disagreements", "disagreements_html", "distinctive", "fit",
           "follow_ups", "funnel", "interest", "listening", "matrix_html", "next_people", "perspectives", "prompts",
           "question_check", "question_groups", "quotes", "referrals", "reply_curve", "response_rates", "saturation",
           "shadow_day", "similar", "steps", "tag_counts", "thank_yous", "today"]
