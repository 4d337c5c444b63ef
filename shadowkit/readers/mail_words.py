"""The words by which mail is understood, in the languages that people write it in, and what they say."""

from __future__ import annotations

import re
from typing import NamedTuple

#: Of a text, so much is looked at.
_LONGEST = 5_000


def _any(words: str) -> frozenset[str]:
    return frozenset(word.strip() for line in words.splitlines() for word in line.split("|")) - {""}


# Asks


#: Somebody's work, in the languages in which "your" alone would be too much; it counts where it is asked about.
_THEIRS = (
    r"your (?:line of work|work|job|field|paths?|journey|profession|industry|occupation|role|position|research|"
    r"experience|background|company|firm|team|way into)\b|"
    r"(?:ihr|dein)\w{0,2} (?:\w+ )?(?:arbeit|beruf|weg|bereich|tätigkeit|fach|alltag|rolle|branche|laufbahn|stelle|"
    r"erfahrung)\w*|"
    r"(?:uw|jouw|je) (?:werk|vak|vakgebied|beroep|loopbaan|functie|carrière|baan|ervaring|pad)\b|"
    r"(?:ditt?|din|deres|ert) (?:arbete|jobb?|arbeid|arbejde|yrke|väg|vei|vej|bana|fag|felt|rolle?|erfaring\w*)\b")
_ASKED_ABOUT = (r"\b(?:about|into|in|like|know|hear|learn|understand|how|über|in|zu|mehr|von|over|om|hvordan|hur)\b"
                rf"[^.?!]{{0,60}}?\b(?:{_THEIRS})")
_LANGUAGES = {
    "English": r"informational|shadowing|(?:job|work)[ -]?shadow\w*|shadow (?:you|him|her|them|some\w+|for an?)\b|"
               r"(?:to|may i|might i|could i|can i) shadow\b|interview you\b|coffee chat|pick your brain|"
               r"(?:watch|observe|follow|accompany)\b[^.?!]{0,40}\bfor (?:an?|one|half an?) (?:day|morning|afternoon)|"
               r"careers?\b(?! (?:cent|fair|service|office))|learn more about|(?:hear|know|find out) more about your|"
               r"(?:short|quick|brief|virtual|introductory|minute) (?:[\w-]+ )?"
               r"(?:chat|call|coffee|conversation|talk|meeting|interview|zoom)\b|"
               r"how you (?:became|got|came)\b|interested in becoming|(?<!legal )advice\b|"
               r"your (?:insights?|perspective|guidance)\b|typical (?:work)?day|day in the life|"
               r"(?:minutes|some|bit|hour) of your time|"
               r"referr(?:ed|al)\b|(?:introduced|recommended) (?:me|us|by|that i|i)\b|introduc(?:tion to|e me)\b|"
               r"(?:gave|given|passed) me your (?:name|contact|address|e-?mail)|"
               r"suggest(?:ed|s) (?:that )?i (?:contact|write|reach|speak|talk|get in touch|e-?mail|ask|meet)",
    "German": r"informations?(?:gespräch|interview)\w*|informelles interview|hospit(?:ation|ieren)|schnupper\w+|"
              r"die schulter|berufs(?:weg|alltag|einstieg|leben|praxis|feld|bild)\w*|werdegang|arbeitsalltag|"
              r"karriere\w*|kurze\w* (?:gespräch|telefonat|austausch|treffen|anruf|kaffee)|ratschl[aä]g\w*|"
              r"um (?:\w+ )?rat\b|einen tag (?:lang )?(?:begleiten|zu(?:sehen|schauen))|halbe stunde zeit|"
              r"(?:empfahl|empfohlen|nannte) (?:mir|sie|dich)|"
              r"hat (?:mir|mich) [^.?!]{0,40}(?:empfohlen|verwiesen|genannt)",
    "French": r"entre(?:tien|vue) (?:d['’]information|informati\w+|réseau|exploratoire|métier)|stage d['’]observation|"
              r"(?:vous|te) (?:observer|suivre|accompagner)\b|(?:votre|ton|vos) (?:métier|travail|parcours|profession|"
              r"poste|domaine|carrière|secteur|expérience|quotidien)\b|(?:vos|tes|des|quelques|votre|un) conseils?\b|"
              r"(?:bref|brève|courte?|rapide) (?:échange|appel|entretien|conversation|discussion|rencontre|café)|"
              r"m['’]a (?:donné|transmis) votre|recommandé de|de la part de",
    "Spanish": r"entrevista informativa|(?:su|tu) (?:trabajo|profesión|carrera|trayectoria|campo|puesto|experiencia|"
               r"camino)\b|(?:acompañar|observar|seguir)(?:l[eoa]|te)\b|consejos?\b|"
               r"(?:breve|corta|rápida) (?:charla|llamada|conversación|entrevista|reunión)|"
               r"me (?:dio|pasó) su|me recomend\w+|de parte de",
    "Italian": r"(?:colloquio|intervista) informativ\w|(?:suo|sua|tuo|tua) (?:lavoro|percorso|professione|carriera|"
               r"ruolo|settore|esperienza|mestiere)\b|affiancar\w+|osservar(?:l[ao]|ti)\b|consigli[oa]?\b|"
               r"(?:breve|rapida) (?:chiacchierata|telefonata|chiamata|conversazione|incontro|colloquio)|"
               r"mi ha (?:dato|fatto) il suo",
    "Portuguese": r"(?:seu|sua|teu|tua) (?:trabalho|profissão|carreira|percurso|trajet[óo]ria|área|experiência|função|"
                  r"cargo)\b|acompanhá-l[ao]|conselhos?\b|"
                  r"(?:breve|curta|rápida) (?:conversa|chamada|ligação|reunião|entrevista)|"
                  r"(?:deu-me|me (?:deu|passou)) (?:o )?seu",
    "Dutch": r"(?:informatief|oriënter\w+) gesprek|netwerkgesprek|mee(?:lopen|loop\w+|kijken)\b|carrière|"
             r"advies\b|(?:kort|snel) (?:gesprek|telefoontje|belletje|praatje)|gaf mij uw|doorverwezen",
    "Scandinavian": r"informa(?:tions|sjons)(?:intervju|interview|samtale?)|jobb?sk(?:ugg|yg)\w*|skugga dig|"
                    r"følge (?:deg|dig)\b|karri[äe]r\w*|"
                    r"(?:kort|snabbt?|hurtig) (?:samtale?|prat|snak|møde|möte|møte|kaffe)|(?:goda |gode )?råd\b",
}
#: So many minutes are asked for where a talk or time is spoken of; the heating may be off as long.
_MINUTES = (r"(?<!\bin )(?<!\bdans )(?<!\ben )(?<!\btra )(?<!\bover )(?<!\bom )(?<!\bem )"
            r"(?:(?:10|15|20|25|30|40|45|fifteen|twenty|thirty|fünfzehn|zwanzig|dreißig|quinze|vingt|trente|quince|veinte|"
            r"treinta|quindici|venti|trenta|vinte|trinta|vijftien|twintig|dertig|tjugo|trettio|tyve|tretti)[ -]?min\w*|"
            r"half(?: an)?[ -]hour|halbe stunde|demi-heure|media hora|mezz['’]ora|meia hora|half uur\w*|"
            r"halv ?tim[me]e)\b(?! (?:late|away|ago|later|walk|drive|early|before|after|from))")
_TALK = (r"talk|chat|call|speak|convers|zoom|phone|spare|time\b|questions|gespräch|sprech|telefon|zeit\b|fragen|"
         r"échange|appel|parler|entretien|temps\b|charla|hablar|llama|tiempo|parlare|tempo\b|chiama|conversa|falar|gesprek|"
         r"praten|bellen|tijd\b|samtal|prat|snak|tid\b")
_ASKS = re.compile(
    "|".join([*(rf"\b(?:{words})" for words in _LANGUAGES.values()), _ASKED_ABOUT,
              rf"{_MINUTES}[^.,;?!]{{0,60}}\b(?:{_TALK})", rf"\b(?:{_TALK})[^.?!]{{0,80}}?{_MINUTES}"]), re.IGNORECASE)
_SUBJECT_ASKS = re.compile(rf"\b(?:{_THEIRS})|{_MINUTES}|^(?:intro|introduction)\b", re.IGNORECASE)


def asks(subject: str, words: str) -> bool:
    """Tell whether a subject, or what somebody wrote below it, asks for a talk, a visit, advice or a name.

    >>> asks("Your work", ""), asks("Hello", "Might I shadow you for a day?"), asks("Rent", "The heating is off again.")
    (True, True, False)
    """
    # A sentence goes on over the end of a line.
    subject, words = " ".join(subject.split()), " ".join(words[:_LONGEST].split())
    return any(pattern.search(text) is not None for pattern, text in (
        (_SUBJECT_ASKS, subject), (_ASKS, subject), (_ASKS, words)))


#: What is said of an ask that was not answered.
_FOLLOWS_UP = re.compile(
    r"\b(?:follow(?:ing|ed)?[- ]?up|check(?:ing)? (?:back|in)|circl(?:e|ing) back|(?:gentle|friendly|quick) reminder|"
    r"(?:see|saw|seen|get|got|received?) my (?:\w+ )?(?:note|e-?mail|message|letter|request)|"
    r"my (?:last|first|earlier|previous) (?:note|e-?mail|message|letter|request)|nachfassen|nachhaken|nachfragen|"
    r"meine (?:letzte )?(?:mail|e-mail|nachricht|anfrage)|relancer?|"
    r"mon (?:dernier |précédent )?(?:message|mail|courriel)|"
    r"mi (?:último |anterior )?(?:mensaje|correo)|mia (?:ultima |precedente )?(?:mail|e-mail)|"
    r"minha (?:última )?mensagem|mijn (?:vorige )?(?:mail|bericht)|mitt (?:förra |forrige )?(?:mejl|mail))\b",
    re.IGNORECASE)


def follows_up(subject: str, words: str) -> bool:
    """Tell whether a message speaks of one before it that may not have been read."""
    return any(_FOLLOWS_UP.search(" ".join(text[:600].split())) is not None for text in (subject, words))


# Thanks


_THANKS_SUBJECT = re.compile(
    r"(?:a (?:big |quick )?(?:note of )?)?(?:thank(?:s|\s?you)|many thanks|with thanks)|(?:vielen |herzlichen )?dank|"
    r"merci|(?:muchas )?gracias|grazie|(?:muito )?obrigad[oa]|(?:hartelijk )?(?:be)?dank|(?:tusen )?tack|takk?\b|"
    r"kiitos|dziękuję|děkuji|köszönöm|спасибо|teşekkür|ευχαριστώ|ありがとう|お礼|谢谢|感谢|謝謝|감사", re.IGNORECASE)
_THANKS = re.compile(
    r"\b(?:(?:thanks?|thank you|appreciated|grateful)\b[^.!?\n]{0,70}\b(?:meeting|met|speaking|talking|chat\w*|"
    r"(?:the|our) talk|conversation|call|interview|visit|shadow\w*|having me|hosting|showing me|taking the time|"
    r"your time|time today|time yesterday|advice|insights?|sharing|today|yesterday)|"
    r"dank\w*\b[^.!?\n]{0,70}\b(?:gespräch\w*|zeit|treffen|einblick\w*|gestern|heute|besuch|interview)|"
    r"(?:re)?merci\w*\b[^.!?\n]{0,70}\b(?:entretien|rencontre|échange|temps|conversation|conseils|accueil|hier|reçue?)|"
    r"gracias\b[^.!?\n]{0,70}\b(?:tiempo|conversación|charla|entrevista|reunión|consejos|ayer|hoy)|"
    r"grazie\b[^.!?\n]{0,70}\b(?:tempo|incontro|conversazione|chiacchierata|intervista|consigli|ieri|oggi)|"
    r"obrigad[oa]\b[^.!?\n]{0,70}\b(?:tempo|conversa|entrevista|encontro|conselhos|ontem|hoje)|"
    r"(?:be)?dankt?\b[^.!?\n]{0,70}\b(?:gesprek|tijd|gisteren|ontmoeting)|"
    r"tac?kk?\b[^.!?\n]{0,70}\b(?:samtal\w*|tid\w*|möte\w*|møde\w*|møte\w*|i ?går|intervju\w*|interview\w*))",
    re.IGNORECASE)
_NOT_YET = re.compile(r"\b(?:agree\w*|willing\w*|offer\w*|accept\w*|confirm\w*|schedul\w*|arrang\w*|advance|forward to|"
                      r"to (?:reply|respond|answer|write|get(?:ting)? back)|im voraus|por adelantado|d'avance)\b",
                      re.IGNORECASE)
#: What is thanked for by its day alone.
_A_DAY = re.compile(r"\b(?:today|yesterday|heute|gestern|hier|ayer|hoy|ieri|oggi|ontem|hoje|gisteren|i ?går)\b",
                    re.IGNORECASE)


class Thanks(NamedTuple):
    """Whether the subject of a new message says thanks, and whether its first lines do for a meeting, or for a talk."""

    in_subject: bool
    in_words: bool
    for_a_talk: bool


def thanks(subject: str, words: str) -> Thanks:
    """Return how a message of the student says thanks; for yesterday may be for anything."""
    lines = [line for line in words.split("\n") if line.strip()][:4]
    first = "\n".join(lines)[:500]
    found = _THANKS.search(first)
    sentence = first[found.start():].partition("\n")[0][:200] if found else ""
    in_words = found is not None and not _NOT_YET.search(re.split(r"[.!?]", sentence)[0])
    return Thanks(_THANKS_SUBJECT.match(subject) is not None, in_words,
                  in_words and _THANKS.search(_A_DAY.sub("", first)) is not None)


# Answers


_GREETING = re.compile(r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b[^.!?\n]{0,40}[,!.:\n-]+\s*",
                       re.IGNORECASE)
_YES = re.compile(
    r"(?:(?:thanks?(?: you)?|great|nice)\b[^.!?\n]{0,60}[.!]\s+)?"
    r"(?:yes|sure|of course|certainly|absolutely|with pleasure|gladly|(?:i(?:'d| would| am|'m)(?: be)? )?"
    r"(?:more than |very )?(?:happy|glad|delighted) to (?:talk|chat|meet|speak|help|connect))\b", re.IGNORECASE)
_NO = re.compile(
    r"\b(?:i (?:must|have to|will have to|need to)|i['’]ll have to|i['’]m going to have to) (?:decline|pass|say no)\b",
    re.IGNORECASE)
_HEDGE = re.compile(
    r"\b(?:but|unfortunately|however|instead|sorry|afraid|not|cannot|if|unless|maybe|perhaps|colleague)\b|n['’]t\b",
    re.IGNORECASE)


def plain_answer(words: str) -> str | None:
    r"""Return yes or no where a reply says so in plain words and takes nothing back; else None, which is most often.

    >>> plain_answer("Hi Ana,\n\nYes, I'd be happy to talk."), plain_answer("Yes, but not with me.")
    ('yes', None)
    """
    words = words[:1_500]
    opening = words[greeting.end():] if (greeting := _GREETING.match(words)) else words
    if _NO.search(words):
        return "no"
    return "yes" if _YES.match(opening) and not _HEDGE.search(opening) else None


# Machines


MACHINE = re.compile(r"no[._-]?reply|do[._-]?not[._-]?reply|mailer-daemon|postmaster|notifications?$|^bounces?\b|"
                      r"unsubscribe|^nobody$", re.IGNORECASE)
DAEMON = re.compile(r"mail(?:er)?[-_.]?daemon|postmaster|microsoftexchange", re.IGNORECASE)
BOUNCED = re.compile(r"undeliver|undelivered|delivery (?:status notification|failure)|returned mail|mail delivery|"
                      r"failure notice|unzustellbar|nicht zustellbar|non remis|no se puede entregar", re.IGNORECASE)
#: The subject of an automatic reply.
AWAY = re.compile(
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
_IS_AWAY = re.compile(
    r"(?:(?:hi|hello|dear|hallo|guten tag|bonjour|hola|sehr geehrte\w*|thank(?:s| you)|(?:vielen )?dank|danke|merci|"
    r"gracias|grazie|obrigad[oa]|bedankt|dank|tack?k?)\b[^.!?]{0,90}?[.!,;]\s+){0,3}"
    r"(?:(?:please note|be advised) that |(?:at|for) the moment,? )?(?:"
    r"(?:i am|i['’]m|i will be) (?:currently |now )?(?:out of (?:the |my )?office|away\b|(?:on|taking) (?:\w+ )?"
    r"(?:leave|vacation|holidays?)|travell?ing|not in the office)|"
    r"ich bin (?:[^!?]{0,60} )?(?:nicht (?:im (?:büro|haus|dienst)|erreichbar)|abwesend|im urlaub|außer haus)|"
    r"je suis (?:[^!?]{0,60} )?(?:absente?|en congés?|en vacances|hors du bureau)|"
    r"(?:estoy|estaré) (?:[^!?]{0,60} )?(?:fuera de la oficina|ausente|de vacaciones)|"
    r"(?:sono|sarò) (?:[^!?]{0,60} )?(?:fuori (?:ufficio|sede)|assente|in ferie)|"
    r"(?:estou|estarei) (?:[^!?]{0,60} )?(?:fora do escritório|ausente|de férias)|"
    r"ik ben (?:[^!?]{0,60} )?(?:afwezig|niet (?:aanwezig|op kantoor)|op vakantie)|"
    r"jag är (?:[^!?]{0,60} )?(?:inte på kontoret|bortrest|på semester|ledig)|"
    r"jeg er (?:[^!?]{0,60} )?(?:ikke på kontoret|bortrejst|på (?:ferie|reise)|fraværende))", re.IGNORECASE)
#: What no machine says.
_PERSONAL = re.compile(
    r"\?|\b(?:happy|glad|love|like) to (?:talk|chat|meet|speak|have you)|let['’]?s\b|let us (?:talk|meet)|"
    r"(?:works?|suits?) for me|see you|call me on|gerne?\b|avec plaisir|con gusto|volentieri|graag (?:met|praat)",
    re.IGNORECASE)


def says_away(words: str) -> bool:
    r"""Tell whether the own words of a message begin as those of a machine that answers for somebody who is away.

    >>> says_away("Thank you for your message.\n\nI am out of the office until 5 October.")
    True
    >>> says_away("I am away this week. How about Tuesday the 6th?")
    False
    """
    words = " ".join(words[:600].split())
    return _IS_AWAY.match(words) is not None and not _PERSONAL.search(words)


# Subjects and folders


_REPLY = ("re|aw|antw|antwort|sv|vs|res|odp|ynt|cevap|ats|atb|bls|r|rif|ré|réf|vá|vast|απ|σχετ|hа|ответ|отв|回复|回覆|"
          "答复|答覆|返信|답장|회신|תשובה|השב|رد")
_FORWARD = "fwd?|fw|wg|tr|vl|pd|i|enc|rv|vb|doorst|ilt|továbbítás|πρθ|пересл|転送|转发|轉寄|전달|הועבר|إعادة توجيه"
PREFIX = re.compile(rf"\s*(?:(?P<reply>{_REPLY})|(?P<forward>{_FORWARD}))\s*(?:\[\d+\]|\(\d+\)|\^\d+|\*\d+)?\s*[:：]",
                     re.IGNORECASE)
TAG = re.compile(r"\s*(?:\[[^\[\]]{1,40}\]|\*+\s?ext(?:ern(?:al)?)?\s?\*+|ext(?:ern(?:al)?)?:)(?=\s*\S)",
                  re.IGNORECASE)

SENT = _any("""
    sent|sent mail|sent items|sent messages|sent-mail|gesendet|gesendete elemente|gesendete objekte|envoyés
    messages envoyés|éléments envoyés|enviados|elementos enviados|mensajes enviados|e-mails enviados|itens enviados
    inviati|inviata|posta inviata|verzonden|verzonden items|verzonden berichten|skickat|skickade|skickade objekt|sendt
    sendte elementer|sendt post|lähetetyt|wysłane|elementy wysłane|odeslané|odeslaná pošta|отправленные
    gönderilmiş postalar|gönderilmiş öğeler|elküldött|elküldött üzenetek|σταλμένα|送信済みメール|送信済み
    已发邮件|已发送|寄件備份|寄件匣|보낸편지함|보낸 편지함
    """)
DRAFTS = _any("""
    draft|drafts|entwurf|entwürfe|brouillon|brouillons|borrador|borradores|bozza|bozze|rascunho|rascunhos|concept
    concepten|utkast|kladde|kladder|luonnokset|wersje robocze|szkice|koncepty|черновики|taslaklar|piszkozatok|下書き
    草稿|草稿箱|임시보관함|chat|chats
    """)


# History and signatures


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
FIELD = {kind: re.compile(rf"\W{{0,4}}(?:{words})\W{{0,3}}[:：]", re.IGNORECASE) for kind, words in _FIELDS.items()}
FORWARDED = re.compile(
    r"\W{2,}(?:original message|original appointment|forwarded message|ursprüngliche nachricht|"
    r"weitergeleitete nachricht|message d'origine|message original|message transféré|mensaje original|"
    r"mensaje reenviado|messaggio originale|messaggio inoltrato|mensagem original|mensagem encaminhada|"
    r"oorspronkelijk bericht|doorgestuurd bericht|ursprungligt meddelande|vidarebefordrat meddelande|"
    r"oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti|wiadomość oryginalna|původní zpráva|"
    r"исходное сообщение|пересылаемое сообщение|orijinal mesaj|eredeti üzenet|元のメッセージ|原始邮件|原始郵件|"
    r"원본 메시지)\W*"
    r"|begin forwarded message:|anfang der weitergeleiteten nachricht:|début du message (?:réexpédié|transféré) ?:",
    re.IGNORECASE)
WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb|écrit|escribió|escrito|scritto|escreveu|schreef|skrev|kirjoitti|napisał\w?|napsal\w?|"
    r"írta|написал\w?|пишет|пише|yazdı|έγραψε|כתב|כתבה|كتب)\b|写道|寫道|작성|씀", re.IGNORECASE)
OPENS = re.compile(
    r"(?:-+ ?)?(?:On|Am|Le|El|Il|Op|Em|Den|W dniu|Dnia|Dne|Il giorno)\s|\W{0,3}\d|\W{0,3}\w{2,10}\.?,? \d")

CLOSINGS = _any("""
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
    """)
DEVICE = re.compile(
    r"sent (?:from|with|via|using) |get outlook for|von meinem .{1,40} gesendet|gesendet (?:mit|von|über) |"
    r"diese nachricht wurde von meinem|envoyé (?:de|depuis|à partir|avec) |enviado (?:desde|do|de|com|mediante) |"
    r"inviato (?:da|dal) |verzonden (?:vanaf|met|via) |skickat från |sendt fra |lähetetty |wysłan[eoy] z |"
    r"отправлено (?:с|из) |iphoneから送信|发自我的|從我的|나의 .{1,20}에서 보냄", re.IGNORECASE)
PARTICLES = frozenset({"von", "van", "de", "da", "di", "der", "den", "del", "la", "le", "bin", "al", "of", "and"})
