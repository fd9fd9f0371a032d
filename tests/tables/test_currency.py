"""One currency per portfolio: a column names it, rates convert what differs, and nothing is guessed."""

import pytest
from tests.tables.kinds import faults_of

import keyaccounts as ka
from keyaccounts.model import columns_of, nouns
from keyaccounts.tables import read

ACME, BOLT = {"id": "A", "name": "Acme"}, {"id": "B", "name": "Bolt"}
MONEY = {table for table, noun in nouns().items() if any(column.unit == "money" for column in columns_of(noun))}


def ledger(*rows):
    """Rows of (amount, currency)."""
    return [
        {"account": "A", "date": "2026-01-31", "kind": "revenue", "amount": amount, "currency": currency}
        for amount, currency in rows
    ]


def test_without_a_word_about_currency_there_is_none():
    assert read({"accounts": [ACME]}).currency is None


def test_the_argument_names_the_currency_of_every_amount():
    portfolio = read({"accounts": [{**ACME, "wallet": 5}]}, currency="EUR")
    assert (portfolio.currency, portfolio.accounts[0].wallet) == ("EUR", 5)


def test_a_column_that_agrees_with_itself_names_the_currency():
    portfolio = read({"accounts": [ACME], "ledger": ledger((100, "EUR"), (5.5, "EUR"))})
    assert (portfolio.currency, portfolio.ledger.amount.tolist()) == ("EUR", [100.0, 5.5])


def test_the_first_currency_met_is_the_portfolios_in_the_order_of_tables():
    tables = {"ledger": ledger((1, "USD")), "accounts": [{**ACME, "currency": "EUR"}]}
    said = "'USD' is not EUR, and rates= has no rate for it; one currency per portfolio"
    assert faults_of(read, tables) == [("ledger", 0, "currency", said)]


def test_every_amount_of_a_row_is_converted_at_the_price_of_its_currency():
    # 1 USD = 0.92 EUR and 1 GBP = 1.17 EUR, worked by hand.
    tables = {
        "accounts": [
            {**ACME, "wallet": 200, "capital": 50, "currency": "USD"},
            {**BOLT, "wallet": 100, "capital": None, "currency": "GBP"},
        ],
        "team": [
            {"id": "M", "name": "Mina", "hourly_cost": 10, "quota": 1000, "capacity_hours": 8, "currency": "GBP"},
            {"id": "N", "name": "Ned", "hourly_cost": 20, "quota": None, "capacity_hours": 9, "currency": "EUR"},
        ],
        "contracts": [
            {
                "id": "K",
                "account": "A",
                "start": "2026-01-01",
                "end": "2026-12-31",
                "annual_value": 300,
                "renewal_probability": 0.5,
                "currency": "USD",
            }
        ],
        "ledger": ledger((100, "EUR"), (100, "USD"), (-50, "GBP")),
        "activity_rates": [{"activity": "visit", "cost": 1000, "capacity": 40, "currency": "USD"}],
        "offerings": [{"account": "A", "offering": "Oil", "potential": 10, "current": 0, "currency": "GBP"}],
    }
    portfolio = read(tables, currency="EUR", rates={"USD": 0.92, "GBP": 1.17})
    assert portfolio.currency == "EUR"
    assert [(row.wallet, row.capital) for row in portfolio.accounts] == [(184.0, 46.0), (117.0, None)]
    assert [(row.hourly_cost, row.quota) for row in portfolio.team] == [
        (pytest.approx(11.7), pytest.approx(1170)),
        (20, None),
    ]
    assert [row.capacity_hours for row in portfolio.team] == [8, 9]
    assert [(row.annual_value, row.renewal_probability) for row in portfolio.contracts] == [(276.0, 0.5)]
    assert portfolio.ledger.amount.tolist() == [100.0, 92.0, -58.5]
    assert [(row.cost, row.capacity) for row in portfolio.activity_rates] == [(920.0, 40)]
    assert [(row.potential, row.current) for row in portfolio.offerings] == [(pytest.approx(11.7), 0)]


def test_every_table_with_money_takes_a_currency_and_no_other_does():
    for table in nouns():
        found = faults_of(read, {"accounts": [ACME], table: {"currency": ["EUR"]}})
        unknown = [problem for *_, problem in found if problem.startswith("'currency' is not a column")]
        assert bool(unknown) == (table not in MONEY), table


def test_rates_may_name_currencies_that_nobody_uses_and_the_portfolios_own_at_one():
    portfolio = read({"accounts": [ACME], "ledger": ledger((1, "EUR"))}, currency="EUR", rates={"JPY": 0.006, "EUR": 1})
    assert portfolio.ledger.amount.tolist() == [1.0]


def test_an_argument_that_differs_from_the_column_needs_a_rate():
    tables = {"accounts": [ACME], "ledger": ledger((1, "USD"), (1, "EUR"), (1, "GBP"))}
    said = "is not EUR, and rates= has no rate for it; one currency per portfolio"
    assert faults_of(read, tables, currency="EUR", rates={"GBP": 1.17}) == [("ledger", 0, "currency", f"'USD' {said}")]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (None, "is required; the cell is empty"),
        ("", "is required; the cell is empty"),
        ("euro", "must be a currency code of three capital letters, got 'euro'"),
        ("eur", "must be a currency code of three capital letters, got 'eur'"),
        (978.5, "must be text, got 978.5"),
    ],
)
def test_a_cell_that_is_no_code_is_one_fault(cell, said):
    tables = {"accounts": [ACME], "ledger": ledger((1, "EUR"), (1, cell), (1, "EUR"))}
    assert faults_of(read, tables) == [("ledger", 1, "currency", said)]


def test_an_amount_that_grows_beyond_all_numbers_is_refused_with_its_row():
    tables = {"accounts": [ACME], "ledger": ledger((1, "USD"), (1e308, "USD"))}
    said = "must be a finite number in EUR too, got 1e+308 times 10.0"
    assert faults_of(read, tables, currency="EUR", rates={"USD": 10.0}) == [("ledger", 1, "amount", said)]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"currency": "euro"}, "currency must be a currency code of three capital letters, got 'euro'"),
        ({"currency": 978}, "currency must be a currency code of three capital letters, got 978"),
        (
            {"currency": "EUR", "rates": {"usd": 1}},
            "currency must be a currency code of three capital letters, got 'usd'",
        ),
        ({"currency": "EUR", "rates": {"USD": 0}}, "rates['USD'] must be above 0, got 0"),
        ({"currency": "EUR", "rates": {"USD": "1"}}, "rates['USD'] must be above 0, got '1'"),
        ({"currency": "EUR", "rates": {"USD": float("nan")}}, "rates['USD'] must be above 0, got nan"),
        (
            {"currency": "EUR", "rates": {"EUR": 2}},
            "rates['EUR'] must be 1, as it is the portfolio's own, got 2",
        ),
        ({"rates": {"USD": 1}}, "currency must be named when rates are given: they convert to it, got None"),
    ],
)
def test_arguments_that_cannot_be_meant_are_refused(options, said):
    with pytest.raises(ka.InvalidValueError) as caught:
        read({"accounts": [ACME]}, **options)
    assert str(caught.value) == said


# Signs of currencies in the cells


@pytest.mark.parametrize(
    ("cell", "currency", "amount"),
    [
        ("€ 1,200.50", "EUR", 1200.5),
        ("1.200,50 €", "EUR", 1200.5),
        ("€5", "EUR", 5),
        ("5 EUR", "EUR", 5),
        ("EUR 5", "EUR", 5),
        ("-€5", "EUR", -5),
        ("€ -5", "EUR", -5),
        ("-5 €", "EUR", -5),
        ("(€ 5)", "EUR", -5),
        ("(5 €)", "EUR", -5),
        ("$5", "USD", 5),
        ("$5", "CAD", 5),
        ("US$ 5", "USD", 5),
        ("£5", "GBP", 5),
        ("¥5", "JPY", 5),
        ("5 kr", "SEK", 5),
        ("5 zł", "PLN", 5),
    ],
)
def test_a_sign_that_is_that_of_the_currency_is_read(cell, currency, amount):
    assert read({"accounts": [ACME], "ledger": ledger((cell, currency))}).ledger.amount.tolist() == [amount]
    rows = [{name: cell for name, cell in row.items() if name != "currency"} for row in ledger((cell, currency))]
    assert read({"accounts": [ACME], "ledger": rows}, currency=currency).ledger.amount.tolist() == [amount]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("$5", "'$5' is no amount in EUR, which is its currency"),
        ("5 USD", "'5 USD' is no amount in EUR, which is its currency"),
        ("US$ 5", "'US$ 5' is no amount in EUR, which is its currency"),
        ("EUR", "must be a number, got 'EUR'"),
        ("€", "must be a number, got '€'"),
        ("€ 5 €", "must be a number, got '5 €'"),
        ("5 EURO", "must be a number, got '5 EURO'"),
        ("about € 5", "must be a number, got 'about € 5'"),
    ],
)
def test_a_sign_of_another_currency_is_refused(cell, said):
    [fault] = faults_of(read, {"accounts": [{**ACME, "wallet": cell}]}, currency="EUR")
    assert fault == ("accounts", 0, "wallet", said)


def test_a_sign_is_compared_with_the_currency_of_its_row():
    rows = ledger(("€ 5", "EUR"), ("$ 5", "USD"), ("$ 5", "EUR"), (5, "EUR"))
    found = faults_of(read, {"accounts": [ACME], "ledger": rows}, currency="EUR", rates={"USD": 0.5})
    assert found == [("ledger", 2, "amount", "'$ 5' is no amount in EUR, which is its currency")]
    portfolio = read({"accounts": [ACME], "ledger": rows[:2]}, currency="EUR", rates={"USD": 0.5})
    assert portfolio.ledger.amount.tolist() == [5, 2.5]


def test_a_sign_does_not_name_the_currency_of_the_portfolio():
    [fault] = faults_of(read, {"accounts": [{**ACME, "wallet": "€ 5"}]})
    said = "'€ 5' names a currency, and nobody said which one amounts are in: currency= (--currency)"
    assert fault == ("accounts", 0, "wallet", said)


def test_only_amounts_have_signs():
    tables = {"accounts": [ACME], "activity_rates": [{"activity": "visit", "cost": 5, "capacity": "€ 5"}]}
    [fault] = faults_of(read, tables, currency="EUR")
    assert fault == ("activity_rates", 0, "capacity", "must be a number, got '€ 5'")
