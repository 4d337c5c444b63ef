"""What a journal does to questions: say which of them a wording counts as, and its topic, wherever it was asked."""

from __future__ import annotations

from shadowkit.errors import LogError
from shadowkit.journal import rules
from shadowkit.journal.folder import Change, Folder, Look
from shadowkit.journal.sheet import one_difference


class Questions:
    """The part of a journal that groups wordings; see :class:`shadowkit.Journal`."""

    _folder: Folder

    def count_as(self, wording: str, question: str | None = None, *, topic: str | None = None) -> None:
        """Say of a wording which question it counts as, and what its topic is, in all answers to it.

        Parameters
        ----------
        wording : str
            The question as it was asked.
        question : str, optional
            The question it counts as: another wording, one of the guide's, or one of your own; the wording itself lets
            it stand alone, and an empty text leaves it to its words again.
        topic : str, optional
            One of the guide's topics; an empty text leaves it to its words again.

        Raises
        ------
        LogError
            If nobody was asked so, or the topic is none of the guide's; then nothing is written.

        Examples
        --------
        >>> import tempfile, shadowkit as sk
        >>> journal = sk.open_journal(tempfile.mkdtemp())
        >>> journal.add("answers", meeting="m01", question="Are you well paid?", answer="No.")
        ('m01', '1')
        >>> journal.count_as("Are you well paid?", "Pay", topic="advancement")
        >>> sk.question_groups(journal.log)[["topic", "question", "why"]].values.tolist()
        [['advancement', 'Pay', 'stated by you']]
        >>> journal.undo()
        'undone: “Are you well paid?” counts as “Pay”, topic advancement, in 1 answer'
        """
        said = {name: value for name, value in (("counts_as", question), ("topic", topic)) if value is not None}

        def decide(look: Look) -> Change | None:
            sheet = look("answers")
            cells = rules.checked(sheet, said, look, amends=True)
            asked = [isinstance(wording, str) and row.get("question", "").strip() == wording.strip() != ""
                     for row in sheet.rows]
            if not any(asked):
                raise LogError(f"No answer in the log has the question {wording!r}; take one of those in "
                               "sk.question_groups(log).", column="question")
            rows = [{name: value for name, value in (row | cells).items() if value} if mine else row
                    for row, mine in zip(sheet.rows, asked, strict=True)]
            splice = one_difference(sheet.rows, rows)
            told = [f"counts as “{cells['counts_as']}”" if cells.get("counts_as") else "counts as its words say"
                    ] if "counts_as" in cells else []
            told += [f"topic {cells['topic'] or 'as its words say'}"] if "topic" in cells else []
            count = sum(asked)
            says = f"“{wording}” {', '.join(told)}, in {count} answer{'' if count == 1 else 's'}"
            return Change(sheet, "retag", says, splice, (), ()) if any(splice[1:]) else None

        self._folder.change(decide)
