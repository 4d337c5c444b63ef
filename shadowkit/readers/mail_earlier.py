"""What the log has of mail already, as messages: so a mailbox with the replies finds what was asked in another."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import datetime
from pathlib import Path

from shadowkit.readers import About, people
from shadowkit.readers.mail_facts import Address, Message

Row = dict[str, str]


def rows(about: About, here: Container[str]) -> Iterator[tuple[Row, str]]:
    """Yield each row of the log that mail made and that is not ``here`` once more, with the address written to."""
    if about.outreach is None or about.contacts is None or "message_id" not in about.outreach:
        return
    addresses = {row["contact"]: email for row in _cells(about.contacts)
                 if "contact" in row and (email := people.address(row.get("email", "")))}
    for row in _cells(about.outreach):
        if "message_id" in row and row["message_id"] not in here and row.get("contact") in addresses:
            yield row, addresses[row["contact"]]


def asked(row: Row, email: str) -> Message:
    """Return a message of the student, as far as the log knows it; it is in no file."""
    return _message(row["message_id"], None, (Address(email, ""),), row.get("sent_at"), row.get("subject", ""))


def reply(row: Row, email: str) -> Message | None:
    """Return the reply that the log has of a message."""
    by = Address(row.get("replied_by") or email, "")
    return _message(f"reply to {row['message_id']}", by, (), row["replied_at"], row.get("subject", ""),
                    row["message_id"]) if "replied_at" in row else None


def _message(
    identity: str, sender: Address | None, to: tuple[Address, ...], at: str | None, subject: str, *references: str,
) -> Message:
    return Message(
        path=Path(), file="", line=0, start=0, end=0, identity=identity, fingerprint=b"", references=references,
        thread="", sender=sender, to=to, copied=(), delivered_to="", failed=(), at=_moment(at), arrived=None,
        date=at or "", subject=subject, kind="written", labelled_sent=False, in_sent_folder=False, lists=())


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text or "")
    except ValueError:
        # What is no time in the log is told when the log is opened.
        return None


def _cells(frame) -> list[Row]:
    return [{name: cell for name, cell in row.items() if isinstance(cell, str) and cell}
            for row in frame.to_dict("records")]
