"""Words: what a text is made of, the topic a question is about, and questions that mean the same."""

from shadowkit.text.questions import alike, guide_question, topic_of
from shadowkit.text.weights import rarity, weights
from shadowkit.text.words import (
    STOP_WORDS,
    Counts,
    Found,
    count_words,
    find_words,
    normal,
    spans,
    tally,
    word_count,
    words,
    worth_counting,
)

__all__ = ["STOP_WORDS", "Counts", "Found", "alike", "count_words", "find_words", "guide_question", "normal", "rarity",
           "spans", "tally", "topic_of", "weights", "word_count", "words", "worth_counting"]
