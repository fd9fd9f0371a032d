"""Job titles: every trap, four languages, and what no spelling may change."""

import ast
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError
from keyaccounts.model import Function, Level
from keyaccounts.tables import _titles
from keyaccounts.tables._titles import Alternative, TitleReading, read_title
from keyaccounts.tables._titles._table import TABLE

LEVELS = {"e": Level.EXECUTIVE, "s": Level.SENIOR, "m": Level.MIDDLE, "o": Level.OPERATIONAL, "?": None}

ENGLISH = """
    Owner | e | executive
    CEO | e | executive
    Chief Executive | e | executive
    President and CEO | e | executive
    Chairman of the Board | e | executive
    Member, Board of Directors | e | executive
    Managing Director | e | executive
    Group MD | e | executive
    GM | e | executive
    CFO | e | finance
    COO | e | operations
    CIO | e | it
    CTO | e | engineering
    CMO | e | marketing
    CHRO | e | hr
    CISO | e | it
    CPO | e | ?
    Chief Procurement Officer | e | purchasing
    Chief Sales and Marketing Officer | e | sales
    EVP | e | ?
    Executive Vice President, Sales | e | sales
    SVP, Procurement | s | purchasing
    Sr. Vice Pres. | s | ?
    VP, Finance | s | finance
    Head of Procurement | s | purchasing
    Purchasing Head | s | purchasing
    Director of Supply Chain | s | logistics
    Dir. of Purchasing | s | purchasing
    Plant Manager | s | operations
    General Counsel & Secretary | s | legal
    Treasurer | s | finance
    Purchasing Manager | m | purchasing
    Mgr., Purch. | m | purchasing
    Accounting Manager | m | finance
    Purchasing/Inventory Manager | m | purchasing
    Sales and Marketing Manager | m | sales
    Production Supervisor - WC10 | m | operations
    Team Lead | m | ?
    Lead Buyer | m | purchasing
    Buyer | o | purchasing
    Sr. Buyer | o | purchasing
    Purchasing Agent | o | purchasing
    Senior Design Engineer | o | engineering
    Tool Designer | o | engineering
    Production Technician | o | operations
    Network Administrator | o | it
    Quality Assurance Technician | o | quality
    Shipping and Receiving Clerk | o | logistics
    Sales Representative | o | sales
    Janitor | o | other
    IT Consultant | o | it
    R&D Engineer | o | engineering
    Service Engineer | o | service
"""
TRAPS = """
    Assistant to the CEO | o | ?
    Assistant to the President/CEO | o | ?
    Assistant to the Chief Financial Officer | o | finance
    Executive Assistant to the Vice President of Sales | o | sales
    CEO Assistant | o | ?
    CEO/CFO Assistant | o | finance
    Managing Director's PA | o | ?
    General Manager's Secretary | o | ?
    PA to Chairman & MD | o | ?
    Secretary to the Board of Directors | o | ?
    Office of the CEO | ? | ?
    Advisor to the Board of Directors | ? | ?
    Deputy to the COO | ? | operations
    Vice President | s | ?
    Vice-President | s | ?
    V.P. Finance | s | finance
    Assistant Vice President, Purchasing | m | purchasing
    Deputy Managing Director | e | executive
    Assistant General Manager | m | ?
    Assistant Sales Manager | m | sales
    Assistant Account Manager | o | sales
    Assistant Sales Agent | o | sales
    VP and Assistant Treasurer | s | finance
    Company Secretary | s | ?
    Owner/Marketing Assistant | e | executive
    Product Owner | ? | ?
    Product Owner / Founder | e | executive
    Account Manager | o | sales
    Key Account Manager | m | sales
    Accounts Manager | m | finance
    Sales Executive | o | sales
    Executive Director | e | executive
    Executive Director, Marketing | s | marketing
    General Manager - Procurement | s | purchasing
    Chief of Staff | s | ?
    Chief of Staff to the CEO | s | ?
    Chief Engineer | s | engineering
    Chief Buyer | m | purchasing
    Chief | ? | ?
    Head Chef | ? | ?
    Lead Generation Specialist | ? | ?
    Media Buyer | o | marketing
    Purchase Ledger Clerk | o | finance
    Sales Ledger Manager | m | finance
    Talent Sourcing Specialist | o | hr
    Salesforce Administrator | o | it
    Data Warehouse Manager | m | it
    After-Sales Manager | m | service
    Supplier Quality Engineer | o | quality
    IT Sales Consultant | o | sales
    Plant Accountant | o | finance
    Sales Manager, PA | m | sales
    Sales Manager at Head of Owner Inc | m | sales
    Women's Wear Buyer | o | purchasing
    Former CEO | ? | ?
    ex-Purchasing Manager | ? | ?
    Chairman Emeritus | ? | ?
    Junior Product Manager | o | marketing
    Marketing Intern | o | marketing
    Order Administrator | o | ?
    Commercial Roofer | ? | ?
    Purchasing | ? | purchasing
    n/a | ? | ?
    - | ? | ?
"""
GERMAN = """
    Geschäftsführer | e | executive
    Geschaeftsfuehrerin | e | executive
    Geschaftsfuhrer | e | executive
    Kaufmännischer Geschäftsführer | e | finance
    Geschäftsführer Vertrieb | e | sales
    Geschäftsführende Gesellschafterin | e | executive
    Inhaberin | e | executive
    Vorstand Finanzen | e | finance
    Mitglied des Vorstands | e | executive
    Mitglied der Geschäftsleitung | e | executive
    GF | e | executive
    Prokurist | s | ?
    Einkaufsleiter | s | purchasing
    EINKAUFSLEITERIN | s | purchasing
    Einkaufsleitung | s | purchasing
    Leiter Einkauf | s | purchasing
    Leiter/in Einkauf (m/w/d) | s | purchasing
    Leiter*in Beschaffung | s | purchasing
    Verkaufsinnendienstleiter | s | sales
    Technische Leiterin | s | engineering
    Kaufmännischer Leiter | s | finance
    Leiter Qualitätssicherung | s | quality
    IT-Leiter | s | it
    Personalleiterin | s | hr
    Abteilungsleiter Einkauf | m | purchasing
    Teamleiterin Einkauf | m | purchasing
    Lagerleiter | m | logistics
    Projektleiter | m | ?
    Produktmanager | m | marketing
    Meister Produktion | m | operations
    Einkäufer | o | purchasing
    Strategische Einkäuferin | o | purchasing
    Sachbearbeiterin Buchhaltung | o | finance
    Qualitätsmanagementbeauftragter | o | quality
    Vertriebsingenieur | o | sales
    Industriekauffrau | o | ?
    Assistentin der Geschäftsführung | o | ?
    Assistenz der Geschäftsleitung | o | ?
    Vorstandsassistentin | o | ?
    Azubi Einkauf | o | purchasing
    Hausmeister | o | other
    Ehemaliger Geschäftsführer | ? | ?
    Chef | ? | ?
"""
FRENCH = """
    PDG | e | executive
    Président-directeur général | e | executive
    Directrice générale adjointe | e | executive
    Gérante | e | executive
    Chef d'entreprise | e | executive
    Vice-présidente | s | ?
    Directeur des achats | s | purchasing
    Directrice des achats | s | purchasing
    Directeur(rice) achats | s | purchasing
    Directeur commercial | s | sales
    Directrice financière | s | finance
    DAF | s | finance
    DRH | s | hr
    DSI | s | it
    Secrétaire générale | s | ?
    Responsable logistique | m | logistics
    Responsable administratif et financier | m | finance
    Chef d'équipe | m | ?
    Chef de produit | m | marketing
    Chef comptable | m | finance
    Sous-directrice | m | ?
    Acheteur | o | purchasing
    Acheteuse | o | purchasing
    Acheteur/euse | o | purchasing
    Approvisionneuse | o | purchasing
    Attachée commerciale | o | sales
    Ingénieure qualité | o | quality
    Contrôleuse de gestion | o | finance
    Chargée de recrutement | o | hr
    Technicienne de maintenance | o | operations
    Assistante de direction | o | ?
    Assistante achats | o | purchasing
    Assistante du directeur général | o | ?
    Gérant de portefeuille | ? | ?
    Ancien directeur | ? | ?
"""
SPANISH = """
    Director General | e | executive
    Directora General | e | executive
    Gerente general | e | executive
    Consejera delegada | e | executive
    Propietaria | e | executive
    Dueña | e | executive
    Vicepresidenta de operaciones | s | operations
    Director financiero | s | finance
    Directora financiera | s | finance
    Director de Sistemas | s | it
    Jefe de planta | s | operations
    Jefe de compras | m | purchasing
    Jefa de compras | m | purchasing
    Gerente de compras | m | purchasing
    Subdirectora de compras | m | purchasing
    Encargada de almacén | m | logistics
    Responsable de calidad | m | quality
    Comprador/a | o | purchasing
    Vendedora | o | sales
    Asesor comercial | o | sales
    Ejecutiva de cuentas | o | sales
    Contadora | o | finance
    Técnico de mantenimiento | o | operations
    Asistente de dirección | o | ?
    Secretaria del director | o | ?
    Adjunto a dirección | ? | ?
    Antiguo director | ? | ?
"""


def examples(table):
    """Title, level and function of each line."""
    for line in table.strip().splitlines():
        title, level, function = (cell.strip() for cell in line.split("|"))
        yield title, LEVELS[level], None if function == "?" else Function(function)


EVERY = [example for table in (ENGLISH, TRAPS, GERMAN, FRENCH, SPANISH) for example in examples(table)]
TITLES = [title for title, _, _ in EVERY]


@pytest.mark.parametrize(("title", "level", "function"), EVERY, ids=TITLES)
def test_a_title_tells_level_and_function(title, level, function):
    reading = read_title(title)
    assert (reading.level, reading.function) == (level, function)


def test_a_reading_names_the_rules_and_the_phrases_that_decided():
    reading = read_title("VP, Finance")
    assert reading.level_rule == "a vice president is not the president ('vice president')"
    assert reading.function_rule == "finance ('finance')"
    assert reading.rule == f"level: {reading.level_rule}; function: {reading.function_rule}"
    assert repr(reading) == f"TitleReading(level senior, function finance, {reading.rule})"


def test_a_title_without_a_rule_says_so():
    assert read_title("Truss Maker") == TitleReading(
        level=None, function=None, level_rule="no rule fits", function_rule="no rule fits", alternatives=()
    )
    assert repr(read_title("")).startswith("TitleReading(level unknown, function unknown, ")


def test_weaker_rules_are_the_alternatives():
    assert read_title("Vice President").alternatives == (
        Alternative(meaning=Level.EXECUTIVE, rule="runs the firm ('president')"),
        Alternative(meaning=Function.EXECUTIVE, rule="runs the firm, where no function is named ('president')"),
    )


def test_what_a_phrase_means_in_other_firms_is_an_alternative():
    reading = read_title("CPO")
    meanings = [alternative.meaning for alternative in reading.alternatives]
    assert meanings == [Function.PURCHASING, Function.HR, Function.MARKETING]
    assert {alternative.rule for alternative in reading.alternatives} == {reading.function_rule}


def test_no_alternative_repeats_the_reading_or_another():
    for title in TITLES:
        reading = read_title(title)
        meanings = [alternative.meaning for alternative in reading.alternatives]
        assert not {reading.level, reading.function} & set(meanings)
        assert len(meanings) == len(set(meanings))


@pytest.mark.parametrize(
    ("title", "large", "small"),
    [
        ("Director", (Level.SENIOR, None), (Level.EXECUTIVE, Function.EXECUTIVE)),
        ("Partner", (Level.SENIOR, None), (Level.EXECUTIVE, Function.EXECUTIVE)),
        ("Gerente", (Level.MIDDLE, None), (Level.EXECUTIVE, Function.EXECUTIVE)),
        ("General Manager, Sales", (Level.SENIOR, Function.SALES), (Level.EXECUTIVE, Function.SALES)),
        ("Owner", (Level.EXECUTIVE, Function.EXECUTIVE), (Level.EXECUTIVE, Function.EXECUTIVE)),
        ("Sales Director", (Level.SENIOR, Function.SALES), (Level.SENIOR, Function.SALES)),
        ("HR Business Partner", (Level.OPERATIONAL, Function.HR), (Level.OPERATIONAL, Function.HR)),
    ],
)
def test_in_a_small_firm_those_at_the_top_have_other_titles(title, large, small):
    readings = read_title(title), read_title(title, small_firm=True)
    assert [(reading.level, reading.function) for reading in readings] == [large, small]


def test_a_text_too_long_for_a_title_is_not_read():
    assert read_title("Buyer " * 160).function is Function.PURCHASING
    assert read_title("Buyer " * 10_000) == read_title("")


# The table


def phrases(question):
    """Every phrase about a question, with its rule."""
    for block in TABLE:
        for rule in block.rules:
            if block.about is question:
                yield from ((rule, phrase.strip()) for phrase in rule.phrases.split(","))


@pytest.mark.parametrize("question", [Level, Function])
def test_every_rule_decides_where_its_first_phrase_stands_alone(question):
    for rule, phrase in dict.fromkeys((rule, rule.phrases.split(",")[0].strip()) for rule, _ in phrases(question)):
        first = " ".join(word.split("|")[0] for word in phrase.split())
        reading = read_title(first.strip("^$ ").replace("...", "people"), small_firm=rule.small_firm)
        decided = reading.level_rule if question is Level else reading.function_rule
        assert decided == f"{rule.name} ('{first}')"


@pytest.mark.parametrize("question", [Level, Function])
def test_a_rule_means_what_it_is_about(question):
    for block in TABLE:
        for rule in block.rules:
            if block.about is question:
                assert rule.meaning is None or isinstance(rule.meaning, question)
                assert rule.meaning not in rule.also


def test_no_phrase_stands_twice_in_a_block():
    for block in TABLE:
        listed = [phrase.strip() for rule in block.rules for phrase in rule.phrases.split(",")]
        assert sorted(set(listed)) == sorted(listed)


# Laws

titles = st.one_of(
    st.sampled_from(TITLES),
    st.lists(st.sampled_from(sorted({word for title in TITLES for word in title.split()})), max_size=8).map(" ".join),
)
blanks = st.text(" \t\n\u00a0", max_size=3)


def without_accents(text):
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def with_digraphs(text):
    """Write umlauts as German keyboards without them do."""
    return text.translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}))


@given(titles, st.sampled_from([str.upper, str.lower, str.title, str.swapcase, without_accents, with_digraphs]))
def test_case_and_accents_do_not_change_the_reading(title, spelt):
    assert read_title(spelt(title)) == read_title(title)


@given(titles, blanks, blanks)
def test_blanks_around_a_title_do_not_change_the_reading(title, before, after):
    assert read_title(before + title + after) == read_title(title)


@given(st.text(st.characters(exclude_categories=())), st.booleans())
def test_any_text_is_read(text, small_firm):
    assert isinstance(read_title(text, small_firm=small_firm), TitleReading)


@given(titles, st.booleans())
def test_a_title_is_always_read_the_same(title, small_firm):
    first = read_title(title, small_firm=small_firm)
    _titles._reading._read.cache_clear()  # noqa: SLF001 - what is remembered must not matter
    assert read_title(title, small_firm=small_firm) == first
    assert hash(first) == hash(read_title(title, small_firm=small_firm))


@pytest.mark.parametrize("helper", ["Assistant to the", "Sekretärin des", "Assistante du", "Asistente del"])
def test_whoever_helps_somebody_is_neither_executive_nor_of_the_executive(helper):
    for title in TITLES:
        reading = read_title(f"{helper} {title}")
        assert reading.level is not Level.EXECUTIVE
        assert reading.function is not Function.EXECUTIVE


@given(titles)
def test_nobody_operational_is_of_the_executive(title):
    reading = read_title(title)
    assert (reading.level, reading.function) != (Level.OPERATIONAL, Function.EXECUTIVE)


@given(titles)
def test_a_post_given_up_says_nothing(title):
    reading = read_title(f"Former {title}")
    assert (reading.level, reading.function) == (None, None)


@pytest.mark.parametrize("word", ["IT" * 400, "Einkaufs" * 100, "Einkaufs" * 7 + "leiter"])
def test_endless_compounds_are_read_too(word):
    assert read_title(word).level in {None, Level.SENIOR}


@pytest.mark.parametrize("end", [",", " -", " /", ", -"])
def test_marks_at_the_end_of_a_title_say_nothing(end):
    assert read_title(f"CFO{end}") == read_title("CFO")


# Bad input


@pytest.mark.parametrize("title", [None, 3, b"Buyer", ["Buyer"]])
def test_a_title_must_be_text(title):
    with pytest.raises(InvalidValueError, match="title must be text, got"):
        read_title(title)


@pytest.mark.parametrize("small_firm", [None, 1, "yes"])
def test_the_size_of_a_firm_is_true_or_false(small_firm):
    with pytest.raises(InvalidValueError, match="small_firm must be true or false, got"):
        read_title("Director", small_firm=small_firm)


# The house


def test_titles_need_nothing_but_the_words_of_the_model():
    allowed = {"keyaccounts.errors", "keyaccounts._checks", "keyaccounts.model"}
    for path in Path(_titles.__file__).parent.glob("*.py"):
        modules = {
            node.module
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom)
        }
        ours = {module for module in modules if module.startswith("keyaccounts")}
        assert {module for module in ours if not module.startswith("keyaccounts.tables._titles")} <= allowed
        assert not {"numpy", "pandas", "narwhals"} & {module.partition(".")[0] for module in modules}
