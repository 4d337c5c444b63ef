"""Counting words beside scikit-learn and scattertext, and what sets the people of 5,000 interviews apart.

The peers answer in a process of their own, started by :func:`rows` with a file of texts: for each name they read they
give one line of JSON, the seconds one build took and how many words of texts it counted.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
PYTHON = HERE.parent / ".venv-peers" / "bin" / "python"
ANSWERS, WORDS, INTERVIEWS = 50_000, 60, 5_000


def made() -> list[str]:
    """Return 50,000 answers of 60 words, some words as frequent among 30,000 as in a language (Zipf)."""
    rng = np.random.default_rng(1)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyzéñü"))
    known = ["".join(rng.choice(letters, size)) for size in rng.integers(2, 12, 30_000)]
    share = 1 / np.arange(1, 30_001)
    drawn = rng.choice(30_000, (ANSWERS, WORDS), p=share / share.sum())
    return [" ".join(known[word] for word in words).capitalize() + "." for words in drawn]


def rows(folder: Path) -> list[tuple[str, str, str, str, str]]:
    """Compare counting with each peer in turn, then time what comes after it."""
    from shadowkit.text import count_words

    texts = made()
    (folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    found = []
    with asked(folder / "texts.json") as peer:
        for name, what, runs in (("CountVectorizer", "scikit-learn's `CountVectorizer`", 7),
                                 ("scattertext", "scattertext's build, single words", 3),
                                 ("scattertext pairs", "scattertext's build as it comes, pairs of words too", 3)):
            counts, said = count_words(texts, stop_words=None), peer(name)
            # A race between two different sums would say nothing; scattertext counts full stops and pairs as well.
            more = said["counts"] - len(counts.count)
            assert more == 0 if name == "CountVectorizer" else more > 0, said
            pairs = [(_seconds(lambda: count_words(texts, stop_words=None)), peer(name)["seconds"])
                     for _ in range(runs)]
            mine, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
            found.append((f"words of {ANSWERS:,} answers of {WORDS} words, counted", f"{mine:.2f} s", what,
                          f"{theirs:.2f} s", f"{statistics.median(a / b for a, b in pairs):.2f}"))
    return found + _afterwards(texts)


def _afterwards(texts: list[str]) -> list[tuple[str, str, str, str, str]]:
    """Time the measures of the same answers, ten to an interview, once their words are counted."""
    import pandas as pd

    import shadowkit as sk
    from shadowkit.measures.words import words_of_people

    people = [f"p{number}" for number in range(INTERVIEWS)]
    log = sk.Log.from_tables(
        contacts=pd.DataFrame({"contact": people, "field": [f"field {number % 20}" for number in range(INTERVIEWS)]}),
        meetings=pd.DataFrame({"meeting": people, "contact": people, "starts_at": "2026-10-01", "status": "held"}),
        answers=pd.DataFrame({"meeting": np.repeat(people, ANSWERS // INTERVIEWS), "question": "What do you do?",
                              "answer": texts}))
    words_of_people(log, None)
    sk.similar(log, ("p0", 1))
    size = f"{INTERVIEWS:,} interviews"
    return [(f"{what}, {size}, words counted", f"{statistics.median(_seconds(do) for _ in range(7)):.2f} s", "", "", "")
            for what, do in {
                "`distinctive` by person": lambda: sk.distinctive(log),
                "`distinctive` by field": lambda: sk.distinctive(log, by="field"),
                "`concordance`": lambda: sk.concordance(log, texts[0].split()[5]),
                "`similar`": lambda: sk.similar(log, ("p0", 1))}.items()]


def _seconds(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


@contextmanager
def asked(texts: Path) -> object:
    """Give a call that asks a peer, by name, for one build."""
    with subprocess.Popen([PYTHON, HERE / "said.py", texts], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                          ) as process:
        def ask(name: str) -> dict[str, float]:
            print(name, file=process.stdin, flush=True)
            return json.loads(process.stdout.readline())
        yield ask
        process.stdin.close()


def answer(path: str) -> None:
    """Answer each line of the standard input, a peer's name, with one line of JSON; imports are not timed."""
    import pandas as pd
    import scattertext
    from sklearn.feature_extraction.text import CountVectorizer

    texts = json.loads(Path(path).read_text(encoding="utf-8"))
    halves = pd.DataFrame({"text": texts, "half": ["one", "other"] * (len(texts) // 2)})

    def built(**settings: object) -> object:
        return scattertext.CorpusFromPandas(halves, category_col="half", text_col="text", **settings).build()

    single = scattertext.FlexibleNGrams(ngram_sizes=[1])
    build = {
        "CountVectorizer": lambda: CountVectorizer().fit_transform(texts).nnz,
        "scattertext": lambda: built(nlp=scattertext.whitespace_nlp, feats_from_spacy_doc=single
                                     ).get_term_doc_mat().nnz,
        "scattertext pairs": lambda: built(nlp=scattertext.whitespace_nlp_with_sentences).get_term_doc_mat().nnz}
    for line in sys.stdin:
        start = time.perf_counter()
        counts = build[line.strip()]()
        print(json.dumps({"seconds": time.perf_counter() - start, "counts": int(counts)}), flush=True)


if __name__ == "__main__":
    answer(*sys.argv[1:])
