"""Words: what a text is made of, the topic a question is about, and questions that mean the same."""

from shadowkit.text.questions import alike, topic_of
from shadowkit.text.words import word_count, words

__all__ = ["alike", "topic_of", "word_count", "words"]
