"""Pictures of the measures' tables; each carries its caption as alternative text."""

from shadowkit.plot.canvas import Picture, image
from shadowkit.plot.matrix import coverage, perspectives
from shadowkit.plot.rates import reply_curve, response_rates

__all__ = ["Picture", "coverage", "image", "perspectives", "reply_curve", "response_rates"]
