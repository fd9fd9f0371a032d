"""How titles are spelt: case, accents, abbreviations, endings of gender, German compounds.

`words` turns a title into plain words that any rule can be compared with; the rules go through the same door.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Final

ABBREVIATIONS: Final = {
    "vp": "vice president",
    "svp": "senior vice president",
    "evp": "executive vice president",
    "avp": "assistant vice president",
    "rvp": "regional vice president",
    "vicepresident": "vice president",
    "vicepresidente": "vice presidente",
    "vicepresidenta": "vice presidente",
    "gm": "general manager",
    "dgm": "deputy general manager",
    "agm": "assistant general manager",
    "ceo": "chief executive officer",
    "cfo": "chief financial officer",
    "coo": "chief operating officer",
    "cio": "chief information officer",
    "cto": "chief technology officer",
    "cmo": "chief marketing officer",
    "chro": "chief human resources officer",
    "ciso": "chief information security officer",
    "bdm": "business development manager",
    "kam": "key account manager",
    "hod": "head of department",
    "dba": "database administrator",
    "cofounder": "co founder",
    "coowner": "co owner",
    "pres": "president",
    "treas": "treasurer",
    "sr": "senior",
    "snr": "senior",
    "jr": "junior",
    "jnr": "junior",
    "mgr": "manager",
    "mngr": "manager",
    "mgmt": "management",
    "mgt": "management",
    "dir": "director",
    "asst": "assistant",
    "ass": "assistant",
    "exec": "executive",
    "supt": "superintendent",
    "supv": "supervisor",
    "spvr": "supervisor",
    "coord": "coordinator",
    "rep": "representative",
    "eng": "engineer",
    "engr": "engineer",
    "mfg": "manufacturing",
    "mktg": "marketing",
    "mkt": "marketing",
    "ops": "operations",
    "acct": "account",
    "acctg": "accounting",
    "purch": "purchasing",
    "fin": "finance",
    "cust": "customer",
    "svc": "service",
    "admin": "administrator",
    "dept": "department",
    "hr": "human resources",
    "hrbp": "human resources business partner",
    "sdr": "sales development representative",
    "bdr": "business development representative",
    "qa": "quality assurance",
    "qc": "quality control",
    "gf": "geschäftsführer",
    "ltr": "leiter",
    "abt": "abteilung",
    "pdg": "président directeur général",
    "drh": "directeur ressources humaines",
    "rh": "ressources humaines",
    "resp": "responsable",
    "rrhh": "recursos humanos",
    "gte": "gerente",
}
"""What an abbreviation stands for."""

MASCULINE: Final = (
    ("innen", ""),
    ("in", ""),
    ("er", ""),
    ("en", ""),
    ("es", ""),
    ("ère", "er"),
    ("euse", "eur"),
    ("rice", "eur"),
    ("ne", ""),
    ("ffe", "f"),
    ("ve", "f"),
    ("e", ""),
    ("ora", "or"),
    ("a", "o"),
    ("a", "e"),
    ("a", ""),
)
"""Endings that only say who holds the post, and what stands there otherwise; tried on words that no rule knows."""

COMPOUND_BEGINNINGS: Final = """
    Einkauf Beschaffung Vertrieb Verkauf Marketing Produkt Produktion Fertigung Betrieb Werk Montage Finanz
    Personal Logistik Lager Versand Transport Fuhrpark Qualität Technik Entwicklung Konstruktion Projekt Team
    Gruppe Abteilung Bereich Filiale Filial Niederlassung Schicht Recht IT EDV System Netzwerk Service
    Kundendienst Kundenservice Instandhaltung Vorstand Direktion Geschäftsführung Geschäftsleitung Datenschutz
    Regional Gebiet Standort Büro Markt Bau Sachgebiet Referat Innendienst Außendienst Sales Account Quality
    Export Import Chef Buchhaltung Controlling Software Innovation Management Bilanz Industrie Syndikus
    Geschäftsstelle Geschäftsfeld Geschäftsbereich
"""
"""Words that German writes together with the next; `s`, `n`, `en` or `es` may stand between them."""

COMPOUND_ENDS: Final = """
    Leiter Leitung Assistent Assistenz Sekretär Sekretariat Sachbearbeiter Mitarbeiter Referent Ingenieur
    Techniker Manager Direktor Vorstand Buchhalter Buchhaltung Planer Berater Disponent Administrator Entwickler
    Entwicklung Spezialist Verkäufer Vertreter Einkäufer Einkauf Koordinator Beauftragt Geschäftsführer
    Innendienst Außendienst Controlling Logistik Abteilung Meister Kaufmann Kauffrau Prüfer Mechaniker
    Rechtsanwalt Sicherung Management
"""

_DIGRAPH: Final = re.compile("([aou])e")
_DOTTED: Final = re.compile(r"\b(?:[^\W\d_]\.)+[^\W\d_]\b")
_POSSESSOR: Final = re.compile(r"[^\W_]+['\u2019\u02bc]s\b")
_WHO_MAY_APPLY: Final = re.compile(r"[(\[]?\b[mwfhdx](?:\s?[/|,*]\s?(?:[mwfhdxi]|div)){1,3}\b[)\]]?")
_BOTH_GENDERS: Final = re.compile(
    r"(?<=[^\W\d_]{3})(?:[/*:_·•.(]-?(?:innen|in|euse|trice|rice|ora|ere)|[/*·•(]-?(?:e|ne|a|r))(?![\w-])\)?"
)
_WORD_OR_BREAK: Final = re.compile(r"[^\W_]+|[/;|+&@]|[,():–—]|(?<=\s)-+(?=\s)")
_FIRM_FOLLOWS: Final = frozenset({"@", "at", "bei", "chez"})
_LETTERS: Final = str.maketrans({"\u0131": "i", "ø": "o", "œ": "o", "æ": "a", "ł": "l", "đ": "d", "ð": "d"})
_SHORTEST_FORM: Final = 4
"""Letters; shorter words end as they do for other reasons."""
_LONGEST_COMPOUND: Final = 60
_BREAK: Final = "-"
_BREAKS: Final = {**dict.fromkeys(",():–—", _BREAK), **dict.fromkeys("/;|+", "/"), "&": "and"}


def folded(text: str) -> str:
    """Write a text in small letters without accents; `ae`, `oe` and `ue` count as umlauts, which are accents."""
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(_LETTERS)
    return _DIGRAPH.sub(r"\1", text.casefold())


def words(text: str) -> list[str]:
    """Take a text apart: folded words, abbreviations written out, `/` between posts and `-` for a comma or a dash.

    What follows `at`, `bei` or `chez` is the firm and left out; so is `(m/w/d)`; of `the CEO's` the `s` is left.
    """
    text = folded(text)
    if not text.replace(" ", "").isalnum():
        text = _DOTTED.sub(lambda letters: letters[0].replace(".", ""), text)
        text = _POSSESSOR.sub(" s ", text)
        text = _WHO_MAY_APPLY.sub(" ", text)
        text = _BOTH_GENDERS.sub("", text)
    found: list[str] = []
    for word in _WORD_OR_BREAK.findall(text):
        if word in _FIRM_FOLLOWS and found:
            break
        found += _WRITTEN_OUT.get(word) or (_BREAKS.get(word, _BREAK if word.startswith("-") else word),)
    while found and found[-1] == _BREAK:
        found.pop()
    return found


def known(word: str, vocabulary: Collection[str]) -> tuple[str, ...]:
    """Give a word as the rules know it: as it is, in its masculine form, or as the parts of a compound."""
    one = _known_form(word, vocabulary)
    if one:
        return (one,)
    return (_parts(word) if len(word) <= _LONGEST_COMPOUND else None) or (word,)


def _known_form(word: str, vocabulary: Collection[str]) -> str | None:
    if word in vocabulary:
        return word
    return next((form for form in _masculine(word) if form in vocabulary), None)


def _masculine(word: str) -> Iterator[str]:
    for ending, instead in _ENDINGS:
        form = word.removesuffix(ending) + instead
        if word.endswith(ending) and len(form) >= _SHORTEST_FORM:
            yield form


def _parts(word: str) -> tuple[str, ...] | None:
    """Split a compound all parts of which are known; None where it is none."""
    for beginning, linked in _BEGINNINGS:
        if word.startswith(linked):
            rest = word.removeprefix(linked)
            end = _known_form(rest, _ENDS)
            tail = (end,) if end else _parts(rest)
            if tail:
                return (beginning, *tail)
    return None


_ENDINGS: Final = tuple((folded(ending), folded(instead)) for ending, instead in MASCULINE)
_BEGINNINGS: Final = tuple(
    (beginning, beginning + link)
    for beginning in sorted(folded(COMPOUND_BEGINNINGS).split(), key=len, reverse=True)
    for link in ("", "s", "n", "en", "es")
)
_ENDS: Final = frozenset(folded(COMPOUND_ENDS).split())
_WRITTEN_OUT: Final = {short: tuple(folded(long).split()) for short, long in ABBREVIATIONS.items()}
