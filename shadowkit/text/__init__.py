"""Words: what a text is made of, the topic a question is about, and questions that mean the same."""

from shadowkit.text.questions import alike, topic_of
from shadowkit.text.words import STOP_WORDS, Counts, count_words, normal, spans, word_count, words

__all__ = ["STOP_WORDS", "Counts", "alike", "count_words", "normal", "spans", "topic_of", "word_count", "words"]
