"""What is typed and not yet saved, kept on disk at every change."""

from __future__ import annotations

import json
import os
from pathlib import Path

from shadowkit.errors import LogError
from shadowkit.forms.fields import Row

NAME = ".drafts.json"


class Drafts:
    """The file of drafts in the folder of a log; ``trouble`` says what was wrong with it, if anything was."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.trouble = ""

    def read(self) -> dict[str, Row]:
        """Return all drafts by name, the latest last; a file that cannot be read is put aside."""
        try:
            found = json.loads(self.path.read_bytes())
            if isinstance(found, dict) and all(isinstance(draft, dict) for draft in found.values()):
                return found
        except FileNotFoundError:
            return {}
        except (ValueError, OSError):
            pass
        count = 1
        while (aside := self.path.with_name(f".drafts-unreadable-{count}.json")).exists():
            count += 1
        try:
            os.replace(self.path, aside)
        except OSError as error:
            self.trouble = (f"The drafts in {NAME} can neither be read nor put aside ({error.strerror or error}), so "
                            "what is typed is not kept until it is saved; check who may read and write that file.")
            return {}
        self.trouble = f"The drafts in {NAME} could not be read and were put aside as {aside.name}."
        return {}

    def keep(self, name: str, draft: Row) -> None:
        """Write a draft to the file; an empty one is taken out of it."""
        found = self.read()
        if found.pop(name, {}) == draft:
            return
        if draft:
            found[name] = draft
        beside = self.path.with_name(f"{NAME}.new")
        try:
            beside.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
            os.replace(beside, self.path)
        except OSError as error:
            raise LogError(f"What is typed cannot be kept as a draft ({error.strerror or error}); save it soon, and "
                           f"check that there may be written to {str(self.path.parent)!r}.") from error
