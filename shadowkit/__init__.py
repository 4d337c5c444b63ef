"""Analytics and reflection for informational interviews and job shadows.

>>> import shadowkit as sk
>>> log = sk.example("student")
>>> matrix = sk.perspectives(log)
>>> rates = sk.response_rates(log, by="channel")
"""

import lazy_loader as _lazy

__version__ = "0.1.0"

# Everything loads where it is first used, so that the import costs what importing pandas costs.
__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submodules={"captions", "classroom", "errors", "explore", "forms", "guide", "log", "plot", "privacy", "report",
                "schema", "stats", "text"},
    submod_attrs={
        "captions": ["caption"],
        "errors": ["LogError"],
        "journal": ["Journal", "open_journal"],
        "log": ["Log", "check", "example", "load"],
        "measures.agreement": ["agreement"],
        "measures.coding": ["co_occurrence", "quotes", "tag_counts"],
        "measures.common_ground": ["common_ground"],
        "measures.compare": ["compare_rates", "follow_ups"],
        "measures.concordance": ["concordance"],
        "measures.coverage": ["coverage", "next_people"],
        "measures.decision": ["decision"],
        "measures.disagreements": ["disagreements"],
        "measures.distinctive": ["distinctive"],
        "measures.due": ["thank_yous", "today"],
        "measures.funnel": ["funnel"],
        "measures.outreach": ["reply_curve", "response_rates"],
        "measures.perspectives": ["perspectives"],
        "measures.practice": ["listening", "shadow_day", "steps"],
        "measures.question_groups": ["question_groups"],
        "measures.prompts": ["prompts"],
        "measures.questions": ["question_check"],
        "measures.reflection": ["fit", "interest"],
        "measures.referrals": ["referrals"],
        "measures.saturation": ["saturation"],
        "measures.similar": ["similar"],
        "privacy": ["protect"],
        "readers.mapping": ["mapping"],
        "saving": ["save"],
    },
)
