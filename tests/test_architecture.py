"""The house holds: who may import whom, one concept in four places, and names that mean something."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src" / "keyaccounts"
MODULES = sorted(SRC.rglob("*.py"))

SUBJECTS = {
    path.stem
    for path in SRC.iterdir()
    if (path.suffix == ".py" or (path / "__init__.py").is_file()) and not path.stem.startswith("_")
} - {"errors", "model", "tables", "graph", "register", "show"}
OF_ROWS = {"cadence", "plans"}
"""Subjects that speak of rows, which refer to each other, and not of arrays."""
DOORS = {"errors", "_arrays", "_checks"}
MAY_IMPORT = {
    "errors": set(),
    "_arrays": {"errors"},
    "_checks": {"errors"},
    "model": DOORS,
    "tables": {*DOORS, "model"},
    "graph": {*DOORS, "model"},
    **{subject: {"errors", "_arrays"} for subject in SUBJECTS - OF_ROWS},
    **{subject: {*DOORS, "model"} for subject in OF_ROWS},
    "register": {*DOORS, "model", "tables", "graph", *SUBJECTS},
    "show": {*DOORS, "model", "graph", "register", *SUBJECTS},
    "__main__": {"", *DOORS, "model", "tables", "graph", "register", "show"},
    "__init__": {"", *DOORS, "model", "tables", "graph", "register", *SUBJECTS},
}
LATER = {("register", "show")}
"""Imports that stand inside a function only, so that the arrow points back at run time alone."""

HEAVY = {"networkx", "scipy", "narwhals", "polars", "pandas", "matplotlib"}
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "base", "core", "manager", "misc"}


def room(path):
    """The first name below the package: the room of the house that a file stands in."""
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def imports(path):
    """Every import of a file: the module, and whether it stands at the top of the file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    at_top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written out in full"
            if node.module == "keyaccounts":
                yield from ((f"keyaccounts.{alias.name}", id(node) in at_top) for alias in node.names)
            else:
                yield node.module, id(node) in at_top
        elif isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in at_top) for alias in node.names)


def type_checking_only(path):
    """Modules imported under `if TYPE_CHECKING:`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    blocks = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    return {
        alias.name if isinstance(node, ast.Import) else node.module
        for block in blocks
        for node in ast.walk(block)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_a_module_imports_only_from_the_left(path):
    for module, at_top in imports(path):
        if not module.startswith("keyaccounts"):
            continue
        target = module.partition(".")[2].partition(".")[0]
        if target == room(path) or target.startswith("__version__"):
            continue
        if (room(path), target) in LATER:
            assert not at_top, f"{path} may import {module} inside a function only"
        else:
            assert target in MAY_IMPORT[room(path)], f"{path} may not import {module}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_a_package_is_entered_by_its_face(path):
    for module, _ in imports(path):
        parts = module.split(".")
        if parts[0] == "keyaccounts" and len(parts) > 2:
            assert parts[1] == room(path), f"{path} reaches past the face of {parts[1]}: {module}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_heavy_packages_are_imported_inside_functions(path):
    for module, at_top in imports(path):
        if module.split(".")[0] in HEAVY and module not in type_checking_only(path):
            assert not at_top, f"{path} imports {module} when it is loaded"


def test_no_file_is_named_after_nothing():
    named = {part.strip("_") for path in MODULES for part in path.relative_to(SRC).with_suffix("").parts}
    assert not named & FORBIDDEN


def test_no_module_shares_the_name_of_a_public_function():
    import keyaccounts as ka

    for package in (SRC, *(path for path in SRC.iterdir() if (path / "__init__.py").is_file())):
        face = ka if package == SRC else __import__(f"keyaccounts.{package.name}", fromlist=["*"])
        modules = {path.stem for path in package.iterdir() if path.suffix == ".py" or path.is_dir()}
        functions = {name for name in getattr(face, "__all__", ()) if callable(getattr(face, name))}
        assert not modules & functions


@pytest.mark.parametrize("subject", sorted({*SUBJECTS, "errors", "model", "tables", "graph", "register"}))
def test_a_subject_has_its_tests_and_its_page(subject):
    assert (ROOT / "tests" / f"test_{subject}.py").is_file() or list((ROOT / "tests" / subject).glob("test_*.py"))
    assert (ROOT / "docs" / "reference" / f"{subject}.md").is_file()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_a_file_stays_readable(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_a_face_lists_its_names_in_order(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            names = ast.literal_eval(node.value)
            assert len(names) == len(set(names))
            # The order of ruff's RUF022: constants, classes, then functions.
            assert names == sorted(names, key=lambda name: (not name.isupper(), not name[:1].isupper(), name))
