# ruff: noqa: INP001
"""Write what pages say of the code: tables, assumptions, what the command line prints, and a page for every rule.

    python docs/_generate.py            fill them in place
    python docs/_generate.py FOLDER     write the pages that have such parts elsewhere, to compare

A part stands between `<!-- generated: NAME -->` and `<!-- end -->`. In a console block, every
`$ python -m keyaccounts …` is run, and what it prints is written beneath it. The Python blocks of such a page run too,
in order and in one empty folder, so that a command finds the files that an example before it wrote.
"""

import contextlib
import doctest
import inspect
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum, EnumType
from functools import cache
from pathlib import Path
from typing import Any

from attrs import fields

from keyaccounts import model
from keyaccounts.__main__ import main
from keyaccounts.cadence import CadenceRule
from keyaccounts.graph import INTERACTION_WEIGHTS
from keyaccounts.model import Column, CoverageTarget, Direction, PersonId, columns_of, nouns, purpose_of
from keyaccounts.register import RULES, Assumptions, Review, Rule, review
from keyaccounts.tables import sample

DOCS = Path(__file__).parent
PUBLIC_API = DOCS.parent / "tests" / "public_api.txt"
PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KINDS = {"str": "text", "float": "number", "int": "", "bool": "true or false", "date": "date"}


def canonical_tables() -> Iterator[str]:
    """Every table with its columns."""
    for name, noun in nouns().items():
        rows = [
            (f"`{column.name}`", "yes" * column.required, kind_of(column), column.unit or "", column.meaning)
            for column in columns_of(noun)
        ]
        yield from [f"## {name}", "", f"{purpose_of(noun)} In Python: `ka.{noun.__name__}`.", ""]
        yield from [*table(("column", "required", "kind", "unit", "meaning"), rows), ""]


def words() -> Iterator[str]:
    """Every vocabulary with its words."""
    for word_list in (value for value in vars(model).values() if isinstance(value, EnumType)):
        listed = ", ".join(f"`{member.value}`" for member in word_list)
        yield from [f"### {word_list.__name__}", "", f"{word_list.__doc__}", "", listed, ""]


def rule_list() -> Iterator[str]:
    """Every rule in a line, with its page."""
    rows = [
        (f"[{rule.code}](../explanation/rules/{rule.code}.md)", rule.title, rule.severity.value, rule.applies_to)
        for rule in RULES
    ]
    yield from table(("code", "what it says", "severity", "looks at"), rows)


def rule_page(rule: Rule) -> str:
    """The page of one rule."""
    lines = [f"# {rule.code}: {rule.title}", "", rule.meaning, ""]
    for name, text in (
        ("The practice behind it", rule.practice),
        ("When it fires", rule.formula),
        ("What to do", rule.remedy),
    ):
        lines += [f"## {name}", "", text, ""]
    lines += ["## Facts", "", *table(("property", "value"), rule_facts(rule)), "", *in_the_sample(rule)]
    return "\n".join(lines).rstrip() + "\n"


def rule_facts(rule: Rule) -> Iterator[tuple[str, str]]:
    """What a rule is, in a few words each."""
    yield "Severity at its worst", rule.severity.value
    yield "Looks at", rule.applies_to
    if rule.whole_book:
        yield "Needs", "the whole book: it does not run where only some accounts are reviewed"
    if rule.decides:
        yield "On the agenda", "as a decision: only management can act on it"
    defaults = {attribute.name: attribute.default for attribute in fields(Assumptions)}
    for name in rule.thresholds:
        yield "Decided by", f"[`{name}`](../assumptions.md), {default_of(defaults[name])} unless assumed otherwise"


def in_the_sample(rule: Rule) -> Iterator[str]:
    """What the rule finds in the bundled sample."""
    found = [finding for finding in sample_review().findings if finding.code == rule.code]
    yield from ["## In the sample", ""]
    if not found:
        yield "It has nothing to say there."
    for finding in found[:3]:
        stake = "" if finding.money_at_stake is None else f" At stake: {finding.money_at_stake:,.0f}, {finding.basis}."
        yield from [f"> {finding.message}{stake}", ""]


@cache
def sample_review() -> Review:
    """The review of the sample that pages quote."""
    return review(sample(), as_of=date(2026, 6, 30))


def assumptions() -> Iterator[str]:
    """Every default of a review with its reason."""
    meanings, reasons = meanings_of(Assumptions), Assumptions.reasons()
    rows = [
        (f"`{attribute.name}`", default_of(attribute.default), meanings[attribute.name], reasons[attribute.name])
        for attribute in fields(Assumptions)
    ]
    yield from table(("field", "default", "meaning", "reason"), rows)


def levels() -> Iterator[str]:
    """The authority of each level."""
    weights = CoverageTarget().levels.items()
    yield from table(("level", "weight"), [(f"`{level.value}`", f"{weight:g}") for level, weight in weights])


def channels() -> Iterator[str]:
    """The weight of an interaction of each channel."""
    names = dict.fromkeys(channel for channel, _ in INTERACTION_WEIGHTS)
    rows = [(name, *(f"{INTERACTION_WEIGHTS[name, direction]:g}" for direction in Direction)) for name in names]
    yield from table(("channel", *(direction.value for direction in Direction)), rows)


def stable_names() -> Iterator[str]:
    """The stable names, a line for each module or class that has some."""
    listed = PUBLIC_API.read_text(encoding="utf-8").partition("# provisional")[0]
    groups: dict[str, dict[str, None]] = {}
    for path in re.findall(r"^(ka\.[\w.]+)", listed, flags=re.MULTILINE):
        home, _, name = path.rpartition(".")
        groups.setdefault(home, {})[f"`{name}`"] = None
    yield from (f"- **{home}**: {', '.join(names)}" for home, names in groups.items())


def kind_of(column: Column) -> str:
    """Say what a cell may hold."""
    if column.words:
        one = f"[{column.kind.__name__}](#{column.kind.__name__.lower()})"
    elif column.id_type is not None:
        one = "id" if column.name == "id" else f"id in {homes(column)}"
    else:
        says = column.rule.says.removeprefix("must be ") if column.kind in (float, int) else ""
        one = ", ".join(filter(None, [KINDS[column.kind.__name__], says.removeprefix("a finite number")]))
    if column.rule.not_before:
        one += f", not before `{column.rule.not_before}`"
    return f"list, each {one}" if column.many else one


def homes(column: Column) -> str:
    """Name the tables whose ids a column holds."""
    names = [name for name, noun in nouns().items() if columns_of(noun)[0].name == "id"]
    names = [name for name in names if columns_of(nouns()[name])[0].id_type is column.id_type]
    return " or ".join(f"[{name}](#{name})" for name in (["contacts", "team"] if column.id_type is PersonId else names))


def meanings_of(noun: type) -> dict[str, str]:
    """Read the `Attributes:` of a docstring, and of those of its parts."""
    found: dict[str, str] = {}
    for part in noun.__mro__:
        _, _, listed = inspect.cleandoc(part.__doc__ or "").partition("Attributes:\n")
        for name, meaning in re.findall(r"^ {4}(\w+): (.+(?:\n {8}.+)*)", listed, flags=re.MULTILINE):
            found[name] = re.sub(r"\s+", " ", meaning)
    return found


def default_of(default: object) -> str:
    """Write a default for a person."""
    if isinstance(default, CadenceRule):
        return f"{default.tier.value}: {default.kind.value} every {default.every_days} days"
    if isinstance(default, tuple):
        return ", ".join(map(default_of, default))
    if isinstance(default, Enum):
        return str(default.value).replace("_", " ")
    return f"{default:g}" if isinstance(default, (int, float)) else "none"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Write a table of Markdown."""
    names = list(head)
    for cells in (names, ["---"] * len(names), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


_PARTS = (canonical_tables, words, rule_list, assumptions, levels, channels, stable_names)
PARTS = {part.__name__: part for part in _PARTS}


def filled(text: str) -> str:
    """Fill the generated parts and the console blocks of a page."""
    namespace: dict[str, Any] = {"__name__": "__main__"}

    def run_block(block: re.Match[str]) -> str:
        language, source = block.groups()
        if language == "console":
            return "```console\n" + "\n".join(outputs(source)) + "```"
        if language in ("python", "pycon"):
            run(source, namespace)
        return block[0]

    def part_of_page(part: re.Match[str]) -> str:
        written = "\n".join(PARTS[part[2]]()).strip()
        return f"{part[1]}\n{written}\n\n{part[3]}"

    text = PART.sub(part_of_page, text)
    if "```console\n" not in text:
        return text
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        return FENCE.sub(run_block, text)


def outputs(block: str) -> Iterator[str]:
    """Run the commands of a console block."""
    for line in block.splitlines():
        if line.startswith("$ "):
            yield f"{line}\n{printed(shlex.split(line.removeprefix('$ python -m keyaccounts')))}"


def printed(arguments: list[str]) -> str:
    """Run the command line and give what it prints."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output), contextlib.suppress(SystemExit):
        main(arguments)
    return output.getvalue()


def run(source: str, namespace: dict[str, Any]) -> None:
    """Run the statements of a Python block. What they print or raise is compared by the tests."""
    statements = [example.source for example in doctest.DocTestParser().get_examples(source)] or [source]
    for statement in statements:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
            exec(statement, namespace)  # noqa: S102 - the examples of our own pages


if __name__ == "__main__":
    os.environ |= {"COLUMNS": "80", "NO_COLOR": "1"}  # argparse looks at them
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS
    for page in sorted(DOCS.rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        if PART.search(text) or "```console\n" in text:
            copy = target / page.relative_to(DOCS)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(filled(text), encoding="utf-8", newline="\n")
    for rule in RULES:
        page = target / "explanation" / "rules" / f"{rule.code}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(rule_page(rule), encoding="utf-8", newline="\n")
