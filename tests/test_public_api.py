"""tests/public_api.txt holds every public name with its signature; a change shows here before a user meets it.

To write the file anew after a change that is meant: `python tests/test_public_api.py`.
"""

import inspect
import re
import types
from enum import Enum
from pathlib import Path

import keyaccounts as ka

LISTED = Path(__file__).parent / "public_api.txt"
HEADINGS = ("# stable", "# provisional")


def described():
    """Every public name and its signature, a line each."""
    return sorted(line for name in ka.__all__ for line in lines(f"ka.{name}", getattr(ka, name)))


def lines(name, thing):
    """One line a name; a module gives those of its own face."""
    if isinstance(thing, types.ModuleType):
        for inner in thing.__all__:
            yield from lines(f"{name}.{inner}", getattr(thing, inner))
    elif isinstance(thing, type) and issubclass(thing, Enum):
        yield f"{name}: {', '.join(str(member.value) for member in thing)}"
    elif isinstance(thing, type) and issubclass(thing, BaseException):
        yield f"{name}({', '.join(base.__name__ for base in thing.__bases__)})"
    elif callable(thing) and not hasattr(thing, "__supertype__"):
        yield f"{name}{signature(thing)}"
        if isinstance(thing, type):
            for method in sorted(vars(thing)):
                if not method.startswith("_") and callable(getattr(thing, method)):
                    yield f"{name}.{method}{signature(getattr(thing, method))}"
    else:
        yield name


def signature(thing):
    """Names, kinds and defaults of the parameters; annotations are what the type checker's file proves."""
    try:
        parameters = inspect.signature(thing).parameters.values()
    except ValueError:
        return "(…)"
    bare = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in parameters]
    return str(inspect.Signature([p for p in bare if p.name != "self"])).replace("NOTHING", "…")


def name_of(line):
    """The name that a line begins with."""
    return re.split(r"[(:]", line)[0]


def listed():
    """The file: heading → lines."""
    sections = {heading: [] for heading in HEADINGS}
    for line in LISTED.read_text(encoding="utf-8").splitlines():
        if line in sections:
            section = sections[line]
        elif line:
            section.append(line)
    return sections


def test_every_public_name_is_listed_with_its_signature():
    known = sorted(line for lines in listed().values() for line in lines)
    assert known == described()


def test_both_parts_are_sorted_and_share_nothing():
    stable, provisional = listed().values()
    assert stable == sorted(stable)
    assert provisional == sorted(provisional)
    assert not set(stable) & set(provisional)


def test_every_promised_name_is_there():
    promised = ("ka.read(", "ka.review(", "ka.sample(", "ka.Account(", "ka.Portfolio(", "ka.graph.coverage(")
    stable = listed()["# stable"]
    assert all(any(line.startswith(name) for line in stable) for name in promised)


if __name__ == "__main__":
    stable = {name_of(line) for line in listed()[HEADINGS[0]]}
    parts = {heading: [] for heading in HEADINGS}
    for line in described():
        parts[HEADINGS[name_of(line) not in stable]].append(line)
    LISTED.write_text("\n\n".join("\n".join([heading, *found]) for heading, found in parts.items()) + "\n")
