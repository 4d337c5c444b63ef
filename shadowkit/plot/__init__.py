"""Pictures of the measures' tables; each carries its caption as alternative text."""

from shadowkit.plot.agreement import agreement, disagreements
from shadowkit.plot.canvas import Picture, image
from shadowkit.plot.coding import co_occurrence, quotes, tag_counts
from shadowkit.plot.common_ground import common_ground
from shadowkit.plot.compare import compare_rates, follow_ups
from shadowkit.plot.due import thank_yous, today
from shadowkit.plot.heard import coverage, next_people, saturation
from shadowkit.plot.matrix import perspectives
from shadowkit.plot.practice import listening, question_check, shadow_day, steps
from shadowkit.plot.question_groups import question_groups
from shadowkit.plot.rates import reply_curve, response_rates
from shadowkit.plot.reflection import decision, fit, interest, prompts
from shadowkit.plot.stages import funnel, referrals
from shadowkit.plot.words_said import concordance, distinctive, similar

__all__ = ["Picture", "agreement", "co_occurrence", "common_ground", "compare_rates", "concordance", "coverage",
           "decision", "disagreements", "distinctive", "fit", "follow_ups", "funnel", "image", "interest", "listening",
           "next_people", "perspectives", "prompts", "question_check", "question_groups", "quotes", "referrals",
           "reply_curve", "response_rates", "saturation", "shadow_day", "similar", "steps", "tag_counts", "thank_yous",
           "today"]
