"""The facts of a message that its headers say: who wrote to whom, when, what it answers, and whether a person did."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.errors import MessageError
from email.header import decode_header
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from sys import intern
from typing import NamedTuple

from shadowkit.cells import MONTHS, YEARS
from shadowkit.readers.mailbox import Piece, decoded, headers

_LONGEST_LIST, _LONGEST_WORDS, _MOST_REFERENCES = 60_000, 4_000, 50
_ADDRESS = re.compile(r"[^\s<>,;:\"()@\\]{1,64}@[\w.\-]{1,255}")
_ID = re.compile(r"<([^<>\s]{1,990})>")
_ENVELOPE = re.compile(
    r"([A-Z][a-z]{2}) +(\d{1,2}) +(\d\d:\d\d(?::\d\d)?)(?: +([+-]\d{4}))? +(\d{4})(?: +([+-]\d{4}))?")

_REPLY = ("re|aw|antw|antwort|sv|vs|res|odp|ynt|cevap|ats|atb|bls|r|rif|ré|réf|vá|vast|απ|σχετ|hа|ответ|отв|回复|回覆|"
          "答复|答覆|返信|답장|회신|תשובה|השב|رد")
_FORWARD = "fwd?|fw|wg|tr|vl|pd|i|enc|rv|vb|doorst|ilt|továbbítás|πρθ|пересл|転送|转发|轉寄|전달|הועבר|إعادة توجيه"
_PREFIX = re.compile(rf"\s*(?:(?P<reply>{_REPLY})|(?P<forward>{_FORWARD}))\s*(?:\[\d+\]|\(\d+\)|\^\d+|\*\d+)?\s*[:：]",
                     re.IGNORECASE)
_TAG = re.compile(r"\s*(?:\[[^\[\]]{1,40}\]|\*+\s?ext(?:ern(?:al)?)?\s?\*+|ext(?:ern(?:al)?)?:)(?=\s*\S)",
                  re.IGNORECASE)

_SENT = frozenset("""
    sent|sent mail|sent items|sent messages|sent-mail|gesendet|gesendete elemente|gesendete objekte|envoyés
    messages envoyés|éléments envoyés|enviados|elementos enviados|mensajes enviados|e-mails enviados|itens enviados
    inviati|inviata|posta inviata|verzonden|verzonden items|verzonden berichten|skickat|skickade|skickade objekt|sendt
    sendte elementer|sendt post|lähetetyt|wysłane|elementy wysłane|odeslané|odeslaná pošta|отправленные
    gönderilmiş postalar|gönderilmiş öğeler|elküldött|elküldött üzenetek|σταλμένα|送信済みメール|送信済み
    已发邮件|已发送|寄件備份|寄件匣|보낸편지함|보낸 편지함
    """.replace("\n", "|").replace("    ", "").strip("|").split("|"))
_DRAFTS = frozenset("""
    draft|drafts|entwurf|entwürfe|brouillon|brouillons|borrador|borradores|bozza|bozze|rascunho|rascunhos|concept
    concepten|utkast|kladde|kladder|luonnokset|wersje robocze|szkice|koncepty|черновики|taslaklar|piszkozatok|下書き
    草稿|草稿箱|임시보관함|chat|chats
    """.replace("\n", "|").replace("    ", "").strip("|").split("|"))

_MACHINE = re.compile(r"no[._-]?reply|do[._-]?not[._-]?reply|mailer-daemon|postmaster|notifications?$|^bounces?\b|"
                      r"unsubscribe|^nobody$", re.IGNORECASE)
_DAEMON = re.compile(r"mail(?:er)?[-_.]?daemon|postmaster|microsoftexchange", re.IGNORECASE)
_BOUNCED = re.compile(r"undeliver|undelivered|delivery (?:status notification|failure)|returned mail|mail delivery|"
                      r"failure notice|unzustellbar|nicht zustellbar|non remis|no se puede entregar", re.IGNORECASE)
_AWAY = re.compile(
    r"\W*(?:auto(?:matic|mated)?[ -]?(?:reply|response|answer)|auto:|autoreply|"
    r"(?:i am |i'm |currently )?out of (?:the )?office(?=$|\s*[-–—:(!.]|\s+(?:auto|reply|re:|until|from|till|message))|"
    r"away (?:until|till)|away from (?:the |my )?(?:office|mail|e-mail)|on vacation|ooo:|"
    r"vacation (?:reply|response|message)|"
    r"automatische (?:antwort|abwesenheit)|abwesend|nicht im (?:büro|haus)|"
    r"abwesenheit(?:s(?:notiz|meldung|benachrichtigung|assistent))?\b|"
    r"réponse automatique|message automatique|absence du bureau|absent du bureau|"
    r"respuesta autom[aá]tica|fuera de (?:la )?oficina|ausente de la oficina|"
    r"risposta automatica|fuori (?:sede|ufficio)|resposta autom[aá]tica|fora do escritório|ausência temporária|"
    r"automatisch(?:e)? (?:antwoord|beantwoord)|afwezig|niet aanwezig|"
    r"auto(?:matiskt?)?[ -]?svar|frånvaro|fravær|ikke på kontoret|automaattinen vastaus|poissa|"
    r"automatyczna odpowiedź|autoodpowiedź|nieobecność|automatická odpověď|nepřítomnost|automatikus válasz|"
    r"автоматический ответ|автоответ|автоматична відповідь|otomatik yanıt|ofis dışında|αυτόματη απάντηση|"
    r"räspuns automat|răspuns automat|自動返信|自動応答|不在|自动回复|自動回覆|외출|자동 ?(?:회신|응답)|부재중|"
    r"תשובה אוטומטית|מענה אוטומטי|رد تلقائي)", re.IGNORECASE)


class Address(NamedTuple):
    """One address of a message, in small letters, and the name beside it."""

    email: str
    name: str


@dataclass(slots=True)
class Message:
    """What is kept of one message. ``kind`` is written, bulk, automatic, bounce or draft."""

    path: Path
    file: str
    line: int
    start: int
    end: int
    identity: str
    fingerprint: bytes
    references: tuple[str, ...]
    thread: str
    sender: Address | None
    to: tuple[Address, ...]
    copied: tuple[Address, ...]
    delivered_to: str
    failed: tuple[str, ...]
    at: datetime | None
    arrived: datetime | None
    date: str
    subject: str
    kind: str
    labelled_sent: bool
    in_sent_folder: bool
    lists: tuple[str, ...]

    @property
    def moment(self) -> float:
        """Seconds by which messages are put in order; those without a time come last."""
        when = self.at or self.arrived
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() if when else float("inf")


def facts(piece: Piece, path: Path, file: str) -> Message:
    """Return the facts of one message."""
    said = headers(piece.head)

    def first(name: str) -> str:
        return said.get(name, [""])[0][:_LONGEST_LIST]

    senders = addresses(said.get("from", [])) or addresses(said.get("sender", []))
    labels = {label.strip(' "').casefold() for label in words(first("x-gmail-labels")).split(",")}
    folders = {path.stem.casefold(), path.parent.name.removesuffix(".mbox").casefold()}
    date, subject = first("date")[:200], words(first("subject"))
    recipients = addresses(said.get("to", []))
    stamp = f"{senders[:1]}{date}{subject}{recipients}".encode("utf-8", "replace")
    fingerprint = sha256(stamp).digest()[:8]
    identity = next(iter(_ID.findall(first("message-id"))), "") or first("message-id").strip()[:990]
    references = [reference for name in ("references", "in-reply-to") for value in said.get(name, [])
                  for reference in _ID.findall(value[:_LONGEST_LIST])]
    arrived = [moment(value.rpartition(";")[2]) for value in said.get("received", [])[:1]]
    return Message(
        path, file, piece.line, piece.start, piece.end, identity or f"made-{fingerprint.hex()}", fingerprint,
        tuple(dict.fromkeys(map(intern, references[:1] + references[1:][-_MOST_REFERENCES:]))),
        first("x-gm-thrid"), senders[0] if senders else None,
        recipients or addresses(said.get("bcc", [])), addresses(said.get("cc", [])),
        next((found[0].email for name in ("delivered-to", "x-original-to", "envelope-to")
              if (found := addresses(said.get(name, [])[:1]))), ""),
        tuple(address.email for address in addresses(said.get("x-failed-recipients", []))),
        moment(date), next((when for when in (*arrived, _envelope(piece.from_line)) if when), None), date, subject,
        "draft" if labels & _DRAFTS or folders & _DRAFTS else _kind(said, senders[0] if senders else None, subject),
        bool(labels & _SENT), bool(folders & _SENT),
        tuple(address.email for address in addresses(said.get("list-post", []))))


def _kind(said: dict[str, list[str]], sender: Address | None, subject: str) -> str:
    """Tell whether a person wrote a message, or a machine for one (RFC 3834), or one to many."""
    def has(name: str, *, but: str = "") -> bool:
        value = said.get(name, [""])[0].strip().lower()
        return bool(value) and not (but and value.startswith(but))

    form = said.get("content-type", [""])[0].lower()
    local = sender.email.partition("@")[0] if sender else ""
    daemon = _DAEMON.match(local) is not None or has("x-failed-recipients")
    if daemon or form.startswith("multipart/report"):
        return "bounce" if "disposition-notification" not in form and (
            "delivery-status" in form or daemon or _BOUNCED.search(subject)) else "automatic"
    precedence = said.get("precedence", [""])[0].strip().lower()
    if (has("auto-submitted", but="no") or has("x-autoreply", but="no") or has("x-autorespond", but="no")
            or has("x-autogenerated", but="no") or has("x-auto-reply-from") or precedence == "auto_reply"
            or "autoresponder" in " ".join(said.get("delivered-to", [])).lower()
            or "autoresponder" in said.get("x-post-messageclass", [""])[0].lower()
            or said.get("return-path", [""])[0].strip() == "<>" or _AWAY.match(subject)):
        return "automatic"
    many = has("list-id") or has("list-unsubscribe") or has("list-post") or has("feedback-id")
    # Who answers on a list answers somebody.
    if (many or precedence in ("bulk", "list", "junk")) and not (has("in-reply-to") or has("references")):
        return "bulk"
    if sender and is_machine(sender.email) or precedence in ("bulk", "junk"):
        return "automatic"
    return "written"


def is_machine(email: str) -> bool:
    """Tell whether nobody reads what is sent to an address."""
    return _MACHINE.search(email.partition("@")[0]) is not None


# Subjects


def base_subject(subject: str) -> tuple[str, str]:
    """Return a subject without ``Re:`` and the like, in small letters, and what the first of these says it is."""
    at, kind, rest = 0, "", subject.strip(" \t\"'“”„«»")
    if (away := _AWAY.match(rest)) and ":" in rest[away.end() - 1:]:
        at, kind = rest.index(":", away.end() - 1) + 1, "reply"
    while match := _PREFIX.match(rest, at) or _TAG.match(rest, at):
        kind = kind or next((name for name, word in match.groupdict().items() if word), "")
        at = match.end()
    rest = re.sub(r"\s*\(fwd\)\s*$", "", rest[at:], flags=re.IGNORECASE)
    return " ".join(rest.strip(" \t\"'“”„«»").casefold().split()), kind


# Addresses and words


def addresses(values: list[str]) -> tuple[Address, ...]:
    """Return the addresses of a header, each with its name; never raises."""
    joined = [value[:_LONGEST_LIST] for value in values]
    try:
        pairs = getaddresses([value for value in joined if value.count("(") < 50])
    except (ValueError, IndexError, RecursionError):
        # The standard library's parser is not made for all that is sent; what looks like an address is one.
        pairs = []
    found = {email.casefold(): name for name, email in pairs if _ADDRESS.fullmatch(email)}
    if not found:
        found = {email.casefold(): "" for value in joined for email in _ADDRESS.findall(value)}
    return tuple(Address(intern(email), intern(words(name))) for email, name in found.items())


def same_box(email: str) -> str:
    """Return an address as its mailbox: without ``+tag``, and without dots where they do not count."""
    local, _, domain = email.casefold().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in ("gmail.com", "googlemail.com"):
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def words(value: str) -> str:
    """Return a header's words, with encoded ones decoded; what cannot be decoded stays as it is written."""
    value = value[:_LONGEST_WORDS]
    if "=?" in value:
        try:
            value = "".join(
                part if isinstance(part, str) else decoded(part, charset) for part, charset in decode_header(value))
        except (MessageError, ValueError, LookupError):
            # Broken encoding: better as it stands than lost.
            return " ".join(value.replace("\0", "").split())
    return " ".join(value.replace("\0", "").split())


# Times


def moment(value: str) -> datetime | None:
    """Return the time that a header says, with its offset where it has one; None where it says none."""
    value = value.strip()[:200]
    if not re.search(r"\d", value):
        return None
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            when = read(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            # The other way of writing may be meant; who asks says that neither is.
            continue
        if when.tzinfo is None and "-0000" in value:
            # The time is in UTC, and where it was written is not told.
            when = when.replace(tzinfo=UTC)
        near = abs(when.utcoffset() or timedelta()) <= timedelta(hours=15)
        return when if YEARS[0] < when.year < YEARS[1] and near else None
    return None


def _envelope(line: bytes) -> datetime | None:
    """Return the time on a line that begins a message in an mbox; without an offset it is in UTC, as they are kept."""
    match = _ENVELOPE.search(line.decode("utf-8", "replace"))
    if not match or match[1].lower() not in MONTHS:
        return None
    hour, minute, second = [*map(int, match[3].split(":")), 0][:3]
    offset = match[4] or match[6]
    zone = UTC
    if offset:
        zone = timezone((1 if offset[0] == "+" else -1) * timedelta(hours=int(offset[1:3]) % 15,
                                                                    minutes=int(offset[3:]) % 60))
    try:
        return datetime(int(match[5]), MONTHS[match[1].lower()], int(match[2]), hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
