"""The own words of a message: HTML as plain text, without quoted history and signature.

Everything goes line by line, because patterns that span lines take quadratic time on hostile mail: 3 kB of blank lines
cost mail-parser-reply two seconds. It also leaves in what it has no language for, and all of a reply below its quote.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_LONGEST_TAG = 2_000
_UNSEEN = frozenset({"script", "style", "title"})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul"})

_FIELDS = {
    "from": "from|von|de|da|van|från|fra|lähettäjä|od|от|від|kimden|από|feladó|"
            "差出人|发件人|寄件者|寄件人|보낸 ?사람|מאת|من",
    "date": "sent|date|gesendet|datum|envoyé|enviado|enviada|fecha|inviato|data|verzonden|skickat|sendt|dato|lähetetty|"
            "päivämäärä|wysłano|odesláno|дата|отправлено|надіслано|gönderildi|tarih|ημερομηνία|elküldve|dátum|"
            "送信日時|日時|发送时间|日期|傳送時間|보낸 ?날짜|날짜|נשלח|תאריך|التاريخ",
    "to": "to|an|à|para|a|aan|till|til|vastaanottaja|do|komu|кому|kime|προς|címzett|"
          "宛先|收件人|收件者|받는 ?사람|אל|إلى",
    "subject": "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|aihe|temat|předmět|тема|konu|θέμα|"
               "tárgy|件名|主题|主旨|제목|נושא|الموضوع",
}
_FIELD = {kind: re.compile(rf"\W{{0,4}}(?:{words})\W{{0,3}}[:：]", re.IGNORECASE) for kind, words in _FIELDS.items()}
_FORWARDED = re.compile(
    r"\W{2,}(?:original message|original appointment|forwarded message|ursprüngliche nachricht|"
    r"weitergeleitete nachricht|message d'origine|message original|message transféré|mensaje original|"
    r"mensaje reenviado|messaggio originale|messaggio inoltrato|mensagem original|mensagem encaminhada|"
    r"oorspronkelijk bericht|doorgestuurd bericht|ursprungligt meddelande|vidarebefordrat meddelande|"
    r"oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti|wiadomość oryginalna|původní zpráva|"
    r"исходное сообщение|пересылаемое сообщение|orijinal mesaj|eredeti üzenet|元のメッセージ|原始邮件|原始郵件|"
    r"원본 메시지)\W*"
    r"|begin forwarded message:|anfang der weitergeleiteten nachricht:|début du message (?:réexpédié|transféré) ?:",
    re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>@\"]{1,64}@[^\s<>@\"]{2,255}")
_DATE = re.compile(r"\d{1,2}[:.h]\d\d|(?:19|20)\d\d|\d{1,2}[/.]\d{1,2}|\d{1,2}月|\d{1,2}월")
_WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb|écrit|escribió|escrito|scritto|escreveu|schreef|skrev|kirjoitti|napisał\w?|napsal\w?|"
    r"írta|написал\w?|пишет|пише|yazdı|έγραψε|כתב|כתבה|كتب)\b|写道|寫道|작성|씀", re.IGNORECASE)
_OPENS = re.compile(
    r"(?:-+ ?)?(?:On|Am|Le|El|Il|Op|Em|Den|W dniu|Dnia|Dne|Il giorno)\s|\W{0,3}\d|\W{0,3}\w{2,10}\.?,? \d")

_CLOSINGS = frozenset("""
    best|best regards|kind regards|kindest regards|regards|warm regards|warmest regards|with kind regards|best wishes
    with best wishes|all the best|sincerely|yours sincerely|sincerely yours|yours|yours truly|yours faithfully|cheers
    thanks|thank you|many thanks|thanks again|thank you again|thanks so much|thank you so much|thanks a lot
    thank you very much|thanks in advance|thank you in advance|with thanks|respectfully|cordially|warmly|take care
    mit freundlichen grüßen|mit freundlichen grüssen|mit besten grüßen|viele grüße|viele grüsse|liebe grüße|beste grüße
    herzliche grüße|freundliche grüße|freundliche grüsse|schöne grüße|mfg|lg|vg|gruß|danke|vielen dank
    cordialement|bien cordialement|bien à vous|sincères salutations|salutations|amicalement|merci|merci beaucoup
    saludos|un saludo|un cordial saludo|saludos cordiales|atentamente|cordialmente|gracias|muchas gracias
    cordiali saluti|distinti saluti|saluti|un saluto|grazie|grazie mille
    atenciosamente|cumprimentos|com os melhores cumprimentos|abraço|abraços|obrigado|obrigada
    met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|groeten|groetjes|bedankt|alvast bedankt
    med vänliga hälsningar|med vänlig hälsning|vänliga hälsningar|hälsningar|mvh|tack|tack på förhand
    med venlig hilsen|venlig hilsen|med vennlig hilsen|vennlig hilsen|hilsen|tak|takk
    ystävällisin terveisin|terveisin|kiitos|pozdrawiam|z poważaniem|serdecznie pozdrawiam|dziękuję
    s pozdravem|děkuji|üdvözlettel|köszönöm|с уважением|спасибо|з повагою|saygılarımla|teşekkürler|με εκτίμηση
    敬具|よろしくお願いいたします|よろしくお願いします|此致|祝好|谢谢|謝謝|감사합니다|בברכה|מع التحية
    """.replace("\n", "|").replace("    ", "").strip("|").split("|"))
_DEVICE = re.compile(
    r"sent (?:from|with|via|using) |get outlook for|von meinem .{1,40} gesendet|gesendet (?:mit|von|über) |"
    r"diese nachricht wurde von meinem|envoyé (?:de|depuis|à partir|avec) |enviado (?:desde|do|de|com|mediante) |"
    r"inviato (?:da|dal) |verzonden (?:vanaf|met|via) |skickat från |sendt fra |lähetetty |wysłan[eoy] z |"
    r"отправлено (?:с|из) |iphoneから送信|发自我的|從我的|나의 .{1,20}에서 보냄", re.IGNORECASE)
_PARTICLES = frozenset({"von", "van", "de", "da", "di", "der", "den", "del", "la", "le", "bin", "al", "of", "and"})
_POSTSCRIPT = re.compile(r"p\.? ?s\b", re.IGNORECASE)
_RULE = re.compile(r"[-_=*~—–\s]+")


def own_words(text: str, sender: str | None = None) -> str:
    """Return what the writer of a message wrote in it, without quoted history, signature and closing."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    own = _without_signature(_without_history(lines), sender)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(own)).strip()


# Quoted history


def _without_history(lines: list[str]) -> list[str]:
    own: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if line.startswith((">", "|>")):
            at += 1
        elif _begins_history(lines, at):
            break
        elif length := _attribution(lines, at):
            at += length
            # Who replies below quotes line by line; without marks, all that follows is history.
            if not _next_filled(lines, at).startswith(">"):
                break
        else:
            own.append(lines[at])
            at += 1
    while own and _RULE.fullmatch(own[-1] or " "):
        own.pop()
    return own


def _next_filled(lines: list[str], at: int) -> str:
    return next((line.strip() for line in lines[at:at + 4] if line.strip()), "")


def _begins_history(lines: list[str], at: int) -> bool:
    """Tell whether an older message begins here: its header as lines, or a line that says so."""
    line = lines[at].strip()[:200]
    if _FORWARDED.match(line):
        return True
    if not any(field.match(line) for field in _FIELD.values()):
        return False
    block = [other.strip()[:200] for other in lines[at:at + 9]]
    kinds = {kind for other in block for kind, field in _FIELD.items() if field.match(other)}
    return "from" in kinds and len(kinds) >= 3


def _attribution(lines: list[str], at: int) -> int:
    """Return how many lines from here on say who wrote the quote that follows, and when; 0 where none do."""
    joined, first = "", lines[at].strip()
    for length in range(1, 5):
        if at + length > len(lines):
            return 0
        line = lines[at + length - 1].strip()
        if not line or line.startswith(">") or len(joined) + len(line) > 400:
            return 0
        joined = f"{joined} {line}".strip()
        if not line.endswith((":", "：")):
            continue
        quoted = _next_filled(lines, at + length).startswith(">")
        if not _says_who_wrote(joined, quoted):
            return 0
        # The writer's own last line may stand right above, so the latest line that may begin it does.
        for later in range(1, length):
            rest = " ".join(other.strip() for other in lines[at + later:at + length])
            if _says_who_wrote(rest, quoted) and (_OPENS.match(rest) or not _OPENS.match(first)):
                return 0
        return length
    return 0


def _says_who_wrote(words: str, quoted: bool) -> bool:
    signs = (_ADDRESS.search(words), _WROTE.search(words), _DATE.search(words))
    return sum(sign is not None for sign in signs) >= (1 if quoted else 2) and (quoted or signs[2] is not None)


# Signatures


def _without_signature(lines: list[str], sender: str | None) -> list[str]:
    filled = [at for at, line in enumerate(lines) if line.strip()]
    for at in filled[1:]:
        if lines[at].strip() in ("--", "—", "__"):
            return lines[:at]
    names = _names(sender)
    for place in range(max(1, len(filled) - 20), len(filled)):
        line, left = lines[filled[place]].strip(), [lines[at].strip() for at in filled[place + 1:]]
        if len(line) > 100:
            continue
        short = all(len(other) <= 100 for other in left)
        if (len(line) >= 3 and _RULE.fullmatch(line) and short and len(left) <= 15
                or line.strip(" -–—,.").casefold() in names and short and len(left) <= 10
                or _is_closing(line) and (not left or _is_name(left[0], names))
                or len(left) < 6 and _DEVICE.match(line)):
            after = next((at for at in filled[place + 1:] if _POSTSCRIPT.match(lines[at].strip())), len(lines))
            return lines[:filled[place]] + lines[after:]
    return lines


def _names(sender: str | None) -> frozenset[str]:
    name = (sender or "").strip().casefold()
    return frozenset({name, name.split()[0]}) if name and "@" not in name else frozenset()


def _is_closing(line: str) -> bool:
    words = line.strip(" -–—,.!:;~").casefold()
    return words in _CLOSINGS or line.endswith(",") and any(
        words.startswith(f"{closing} ") for closing in _CLOSINGS) and len(words.split()) <= 6


def _is_name(line: str, names: frozenset[str]) -> bool:
    words = line.strip(" -–—,.").split()
    if line.strip(" -–—,.").casefold() in names:
        return True
    return 0 < len(words) <= 5 and not line.endswith(("?", "!", ":")) and all(
        not word[0].islower() or word.casefold() in _PARTICLES for word in words)


# HTML


def plain(markup: str) -> str:
    """Return the text of HTML, a line per block, quoted blocks with ``>`` before each line; nothing of it is run."""
    reader = _Reader()
    for before, tag in _pieces(markup):
        reader.words(before)
        if tag:
            reader.feed(tag)
    lines = [re.sub(r"[ \t\xa0\u200b-\u200f]+", " ", line).strip() for line in "".join(reader.found).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _pieces(markup: str):
    """Yield text and the tag after it. The parser takes quadratic time over unclosed marks, so it gets whole tags."""
    at = 0
    while at < len(markup):
        start = markup.find("<", at)
        if start < 0:
            break
        if markup.startswith("<!--", start):
            end = markup.find("-->", start + 4)
            yield markup[at:start], ""
            at = len(markup) if end < 0 else end + 3
            continue
        end, following = markup.find(">", start, start + _LONGEST_TAG), markup.find("<", start + 1)
        if end < 0 and (name := re.match(r"</?[a-zA-Z]\w{0,20}", markup[start:start + 24])):
            # A picture in the tag itself, most often; what it is called is enough.
            end = markup.find(">", start)
            yield markup[at:start], f"{name[0]}>" if end > 0 else ""
            at = end + 1 if end > 0 else len(markup)
        elif end < 0 or 0 < following < end or not markup[start + 1:start + 2].strip(" <>0123456789="):
            yield markup[at:start] + "&lt;", ""
            at = start + 1
        else:
            yield markup[at:start], markup[start:end + 1]
            at = end + 1
    yield markup[at:], ""


class _Reader(HTMLParser):
    """Collects the text between tags."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.depth = 0
        self.unseen = ""

    def words(self, text: str) -> None:
        """Add text as it stands between two tags, where line ends are blanks."""
        if text and not self.unseen:
            self._add(re.sub(r"\s+", " ", html.unescape(text)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.unseen:
            return
        if tag in _UNSEEN:
            self.unseen = tag
        elif tag == "br":
            self._add("\n")
        elif tag in _BLOCKS:
            self._break()
        if tag == "blockquote":
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == self.unseen:
            self.unseen = ""
        elif tag in _BLOCKS and not self.unseen:
            self._break()
            if tag == "p":
                self._add("\n")
            if tag == "blockquote":
                self.depth = max(0, self.depth - 1)

    def _break(self) -> None:
        if self.found and not self.found[-1].endswith("\n"):
            self._add("\n")

    def _add(self, text: str) -> None:
        at_start = not self.found or self.found[-1].endswith("\n")
        if text != "\n" and at_start:
            text = text.lstrip(" ")
            if text and self.depth:
                text = "> " + text
        if text:
            self.found.append(text)
