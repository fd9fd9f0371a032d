"""Write the bundled sample: the book of Lindqvist & Marsh Packaging, a supplier that does not exist.

`python -m benchmarks.sample` writes src/keyaccounts/_sample/<table>.csv: 40 accounts, 600 contacts and two years of
business up to 30 June 2026, in euros. Accounts are numbered by size. Most of them are well: people are known at the
top and in every function that decides, two of theirs by two of ours at least; they earn money, have an owner and a
contract, and what else their tier asks for. Seventeen are not, or are remarkable:

- A01 Brunkhofen Online GmbH & Co. KG brings more than a tenth of all revenue.
- A03 Fuenavillo Personal Care SA has a contract that ends on 31 August 2026 and may not be renewed.
- A05 Vinnelund Home Delivery AS, a key account, earns a gross margin and loses it, and more, on express deliveries,
  returns, freight and support. It does not fit the ideal customer either.
- A06 Fjällelund Furniture ApS hears us praise the relationship: we score it 9, they score it 5.
- A07 Lugnarola Mineral Water Srl was promised 95 % of deliveries on time in full, and gets 89 %.
- A08 Brunasand Bakeries Oy, a key account, is held by one of ours alone, through one contact in each function.
- A09 Brontavolta Tools SpA has an active plan that only we approved.
- A10 Verdouossel Chemicals SAS waits for an action of ours that was due on 15 April 2026.
- A11 Skeldale Healthcare Ltd is a key account where we know nobody but buyers. So nobody else was ever briefed, and
  what the others need is our guess.
- A12 Wierzówka Chemicals sp. z o.o. earns well, and buys hardly any of the folding cartons it could buy from us.
- A13 Riverosa Home Delivery SL was promised something by 30 April 2026 that has not been done.
- A14 Ebbercombe Appliances Ltd has a head of operations whom the one of us who knows them has not met since
  February 2025.
- A16 Rivevillo Games SA lost somebody on 5 June 2026 who is still listed as a tie.
- A18 Croxwick Beverages Ltd has a contact whose level and function nobody wrote down.
- A27 Hobbwick Online Ltd has no owner.
- A31 Ferragnano Furniture Srl is small, has standard care, and fits the ideal customer best of all.
- A33 Chmielszyn Pumps sp. z o.o. gets mail from us and has never answered; only the yearly survey comes back. So we met
  and briefed nobody there, and what they need is our guess.

Four more facts are planted that are no faults: a post whose holder is not known yet (A02), a contact who left and is
no tie any more (A04), a tie whose strength nobody judged (A39), and one of ours who left (T35).
"""

import csv
import datetime as dt
from pathlib import Path
from typing import Any, Final

import numpy as np
from benchmarks._agreements import contents
from benchmarks._edits import (
    Tables,
    active_plan_of,
    add,
    drop,
    forget_ties,
    last_talk,
    n_rows,
    owner_of,
    plans_of,
    put,
    rate_alike,
    rows,
    somebody_to_spare,
    sort,
)
from benchmarks.portfolios import Sizes, tables_for

from keyaccounts.model import columns_of, nouns

AS_OF: Final = dt.date(2026, 6, 30)
CURRENCY: Final = "EUR"
FOLDER: Final = Path(__file__).parents[1] / "src" / "keyaccounts" / "_sample"
STORY: Final = {
    "above_ten_percent": "A01",
    "renewal_soon": "A03",
    "loses_money": "A05",
    "perception_gap": "A06",
    "service_below_target": "A07",
    "single_threaded": "A08",
    "one_sided_plan": "A09",
    "overdue_action": "A10",
    "purchasing_only": "A11",
    "untapped_potential": "A12",
    "broken_commitment": "A13",
    "stale_tie": "A14",
    "departed_contact": "A16",
    "contact_unclassified": "A18",
    "no_owner": "A27",
    "fits_profile": "A31",
    "unanswered_mail": "A33",
}
"""What is planted, and where."""

_SEED: Final = 8
_YEAR_START: Final = dt.date(2025, 7, 1)
_LARGEST: Final = (9.0, 4.4, 4.2, 4.0, 3.7, 3.4, 3.1, 2.8)
"""Millions a year; the other accounts fall from 1.35 million to 60,000."""
_REVENUE: Final = np.concatenate([1e6 * np.array(_LARGEST), np.geomspace(1.35e6, 6e4, 32).round(-3)])
_CONTACTS: Final = (
    *(30, 28, 27, 26),
    *(22, 21, 21, 20, 20, 19, 19, 18, 18, 17),
    *(16, 16, 15, 15, 14, 14, 13, 13),
    *(13, 12, 11, 11, 11, 10, 10, 10, 10, 10, 9, 9, 9, 9, 9, 9, 8, 8),
)
_TIER_SIZES: Final = (4, 10, 8, 18)
_OURS: Final = np.repeat([8, 7, 6, 5], _TIER_SIZES)
_FUNCTIONS: Final = np.repeat([5, 5, 4, 3], _TIER_SIZES)


def tables() -> Tables:
    """Draw a healthy book and plant the story in it."""
    sizes = Sizes(revenue=_REVENUE, contacts=_CONTACTS, ours=_OURS, functions=_FUNCTIONS)
    drawn = tables_for(sizes, seed=_SEED, as_of=AS_OF, flaws=0.0)
    for plant in (
        _loses_money,
        _renewal_soon,
        _perception_gap,
        _service_below_target,
        _single_threaded,
        _one_sided_plan,
        _overdue_action,
        _purchasing_only,
        _untapped_potential,
        _broken_commitment,
        _stale_tie,
        _departed_contact,
        _contact_unclassified,
        _no_owner,
        _fits_profile,
        _unanswered_mail,
        _no_faults,
    ):
        plant(drawn)
    sort(drawn["interactions"], "date")
    # What was planted changed plans before they were approved.
    planned = {table: drawn[table] for table in ("plans", "objectives", "actions")}
    drawn["approvals"]["content"] = contents(drawn["approvals"], **planned)
    return drawn


def _loses_money(drawn: Tables) -> None:
    account = STORY["loses_money"]
    ledger, activities, rates = (drawn[name] for name in ("ledger", "activities", "activity_rates"))
    revenue = {ledger["date"][row]: ledger["amount"][row] for row in rows(ledger, account=account, kind="revenue")}
    for row in rows(ledger, account=account):
        kind, earned = ledger["kind"][row], revenue[ledger["date"][row]]
        if kind == "product_cost":
            ledger["amount"][row] = round(0.785 * earned, 2)
        elif kind == "freight":
            ledger["amount"][row] = round(2.0 * ledger["amount"][row], 2)
    for row in rows(activities, account=account):
        more = {"order lines": 3, "express deliveries": 7, "returns": 6, "support hours": 5}
        activities["quantity"][row] *= more[activities["activity"][row]]
    for rate, activity in enumerate(rates["activity"]):
        done = rows(activities, activity=activity)
        used = sum(activities["quantity"][row] for row in done if activities["date"][row] >= _YEAR_START)
        cost = rates["cost"][rate] / rates["capacity"][rate]
        rates["capacity"][rate] = float(round(used / 0.85, -1))
        rates["cost"][rate] = round(cost * rates["capacity"][rate], 2)
    rate_alike(drawn, account, 0.32)


def _fits_profile(drawn: Tables) -> None:
    account = STORY["fits_profile"]
    rate_alike(drawn, account, 0.97)
    never = {"programme_since": None, "programme_until": None}
    put(drawn["accounts"], rows(drawn["accounts"], id=account), **never)


def _renewal_soon(drawn: Tables) -> None:
    contract = rows(drawn["contracts"], account=STORY["renewal_soon"])
    put(
        drawn["contracts"],
        contract,
        start=dt.date(2023, 9, 1),
        end=dt.date(2026, 8, 31),
        renewal_probability=0.55,
    )


def _perception_gap(drawn: Tables) -> None:
    perceptions = drawn["perceptions"]
    for side, scores in (("supplier", (9.2, 9.0, 8.8, 9.1)), ("customer", (4.9, 4.4, 5.6, 5.0))):
        asked = rows(perceptions, account=STORY["perception_gap"], side=side)
        recent = [row for row in asked if perceptions["date"][row] >= _YEAR_START]
        for row, score in zip(recent, scores, strict=True):
            perceptions["score"][row] = score


def _service_below_target(drawn: Tables) -> None:
    service, orders = drawn["service"], drawn["orders"]
    for number, row in enumerate(rows(service, account=STORY["service_below_target"], criterion="on time in full")):
        lines = service["observations"][row]
        missed = round(lines * (0.12 if number % 2 else 0.10))
        service["actual"][row] = round(1 - missed / lines, 4)
    filled = [
        row
        for row in rows(orders, account=STORY["service_below_target"])
        if orders["required"][row] <= dt.date(2026, 6, 19)
    ]
    for row in filled[4::9]:
        orders["delivered"][row] = orders["required"][row] + dt.timedelta(days=7)


def _single_threaded(drawn: Tables) -> None:
    account = STORY["single_threaded"]
    owner = owner_of(drawn, account)
    here = rows(drawn["contacts"], account=account)
    heads: dict[str, str] = {}
    for row in here:
        heads.setdefault(drawn["contacts"]["function"][row], drawn["contacts"]["id"][row])
    forget_ties(drawn, account, keep=set(heads.values()))
    ties, interactions = drawn["ties"], drawn["interactions"]
    put(ties, rows(ties, contact=set(heads.values())), member=owner)
    talks = rows(interactions, contact=set(heads.values()))
    put(interactions, talks, member=owner)
    second = [row for head in heads.values() for row in rows(ties, contact=head)[1:]]
    drop(ties, second)
    for head in heads.values():
        put(ties, rows(ties, contact=head), last_contact=last_talk(drawn, head))
    put(drawn["accounts"], rows(drawn["accounts"], id=account), stage="basic")


def _one_sided_plan(drawn: Tables) -> None:
    drop(
        drawn["approvals"],
        rows(drawn["approvals"], plan=active_plan_of(drawn, STORY["one_sided_plan"]), side="customer"),
    )


def _overdue_action(drawn: Tables) -> None:
    ours = rows(drawn["actions"], plan=active_plan_of(drawn, STORY["overdue_action"]), side="supplier")
    put(drawn["actions"], ours[1:2], due=dt.date(2026, 4, 15), done=None)


def _purchasing_only(drawn: Tables) -> None:
    account, contacts = STORY["purchasing_only"], drawn["contacts"]
    buyers = [contacts["id"][row] for row in rows(contacts, account=account, function="purchasing")]
    forget_ties(drawn, account, keep=buyers)
    put(drawn["accounts"], rows(drawn["accounts"], id=account), stage="basic")
    put(drawn["approvals"], rows(drawn["approvals"], plan=plans_of(drawn, account), side="customer"), person=buyers[0])
    # Nobody else was there to be briefed or asked, and the top of purchasing is as high as meetings go.
    others = set(drawn["departments"]["function"]) - {"purchasing"}
    briefings, needs, meetings = drawn["briefings"], drawn["needs"], drawn["meetings"]
    drop(briefings, rows(briefings, account=account, side="customer", function=others))
    put(needs, rows(needs, account=account, function=others), verified=None, met=None)
    put(meetings, rows(meetings, account=account, level="executive"), level="senior")


def _untapped_potential(drawn: Tables) -> None:
    account, offerings = STORY["untapped_potential"], drawn["offerings"]
    (row,) = rows(offerings, account=account, offering="folding cartons")
    other = next(place for place in rows(offerings, account=account) if place != row)
    potential, current = 1_450_000.0, 40_000.0
    moved, more = offerings["current"][row] - current, potential - offerings["potential"][row]
    put(offerings, [row], potential=potential, current=current, competitor="Boxenfeld Group")
    for column in ("current", "potential"):
        offerings[column][other] += moved
    accounts = drawn["accounts"]
    (place,) = rows(accounts, id=account)
    accounts["wallet"][place] += round(more + moved, -3)


def _broken_commitment(drawn: Tables) -> None:
    commitments = drawn["commitments"]
    put(
        commitments,
        rows(commitments, account=STORY["broken_commitment"])[:1],
        promised=dt.date(2026, 1, 19),
        due=dt.date(2026, 4, 30),
        kept=None,
        blocked_by="production planning",
        reason="the new machine is six weeks late",
    )


def _stale_tie(drawn: Tables) -> None:
    ties, contacts, interactions = drawn["ties"], drawn["contacts"], drawn["interactions"]
    head = contacts["id"][rows(contacts, account=STORY["stale_tie"], function="operations")[0]]
    (row,) = rows(ties, contact=head)
    put(ties, [row], since=dt.date(2023, 1, 9), last_contact=dt.date(2025, 2, 18))
    drop(interactions, rows(interactions, member=ties["member"][row], contact=head))


def _departed_contact(drawn: Tables) -> None:
    contact = somebody_to_spare(drawn, STORY["departed_contact"])
    put(drawn["contacts"], rows(drawn["contacts"], id=contact), left=dt.date(2026, 6, 5))
    ties, interactions = drawn["ties"], drawn["interactions"]
    goodbye = dt.date(2026, 5, 28)
    drop(interactions, [row for row in rows(interactions, contact=contact) if interactions["date"][row] >= goodbye])
    for row in rows(ties, contact=contact):
        ties["last_contact"][row] = goodbye
        add(
            interactions,
            date=goodbye,
            member=ties["member"][row],
            contact=contact,
            channel="meeting",
            direction="mutual",
        )


def _contact_unclassified(drawn: Tables) -> None:
    contact = somebody_to_spare(drawn, STORY["contact_unclassified"])
    put(drawn["contacts"], rows(drawn["contacts"], id=contact), function=None, level=None, title=None, role=None)


def _no_owner(drawn: Tables) -> None:
    put(drawn["accounts"], rows(drawn["accounts"], id=STORY["no_owner"]), owner=None)


def _unanswered_mail(drawn: Tables) -> None:
    account, contacts = STORY["unanswered_mail"], drawn["contacts"]
    owner = owner_of(drawn, account)
    forget_ties(drawn, account)
    here = rows(contacts, account=account)
    for number, day in enumerate((3, 17, 31, 45, 66, 87, 115, 150, 199)):
        add(
            drawn["interactions"],
            date=dt.date(2026, 6, 26) - dt.timedelta(days=day),
            member=owner,
            contact=contacts["id"][here[number % 3]],
            channel="email",
            direction="outbound",
        )
    put(contacts, here, stance=None)
    put(drawn["accounts"], rows(drawn["accounts"], id=account), stage="exploratory")
    put(drawn["needs"], rows(drawn["needs"], account=account), verified=None, met=None)
    drop(drawn["briefings"], rows(drawn["briefings"], account=account))
    drop(drawn["meetings"], rows(drawn["meetings"], account=account, kind={"top", "functional", "workshop"}))


def _no_faults(drawn: Tables) -> None:
    """Plant what nobody should complain about."""
    contacts, team = drawn["contacts"], drawn["team"]
    unknown, gone = somebody_to_spare(drawn, "A02"), somebody_to_spare(drawn, "A04")
    for table in ("ties", "interactions"):
        drop(drawn[table], rows(drawn[table], contact={unknown, gone}))
    nothing_known = dict.fromkeys(("influence", "stance", "reports_to", "departure_risk", "joined"))
    put(contacts, rows(contacts, id=unknown), name="not known yet", placeholder=True, **nothing_known)
    put(contacts, rows(contacts, id=gone), left=dt.date(2025, 11, 28), reports_to=None)
    for side in ("source", "target"):
        drop(drawn["influences"], rows(drawn["influences"], **{side: {unknown, gone}}))
    head = contacts["id"][rows(contacts, account="A39", function="operations", level="senior")[0]]
    met = {"since": dt.date(2026, 2, 2), "last_contact": dt.date(2026, 6, 15)}
    add(drawn["ties"], member=owner_of(drawn, "A39"), contact=head, **met)
    add(
        team,
        id=f"T{n_rows(team) + 1}",
        name="Signe Lindqvist",
        function="sales",
        level="senior",
        reports_to=team["id"][1],
        joined=dt.date(2009, 3, 2),
        left=dt.date(2025, 9, 30),
    )


def write(folder: Path) -> None:
    """Write the sample, one CSV file a table."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables().items():
        columns = dict(table)
        if name == "accounts":
            columns["currency"] = [CURRENCY] * n_rows(table)
        required = {column.name for column in columns_of(nouns()[name]) if column.required}
        texts = {column: [_text(cell) for cell in cells] for column, cells in columns.items()}
        kept = [column for column in texts if column in required or any(texts[column])]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(kept)
            writer.writerows(zip(*(texts[column] for column in kept), strict=True))


def _text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float():
            return repr(cell)
        case dt.date():
            return cell.isoformat()
        case list():
            return "|".join(cell)
        case _:
            return str(cell)


if __name__ == "__main__":
    write(FOLDER)
