"""Mappings say how somebody else's tables become canonical ones: data in TOML, which a user extends or replaces.

docs/reference/mappings.md describes the format.
"""

import os
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from keyaccounts.errors import InvalidValueError, SourceNotFoundError
from keyaccounts.tables._mapping_parts import CrmMapping, MappingReader

CRMS: Final = ("salesforce", "hubspot", "dynamics")


def mapping_text(crm: str, /) -> str:
    """Give the mapping of a CRM that this library knows, to read or to copy: TOML, as docs/reference/mappings.md says.

    Args:
        crm: salesforce, hubspot or dynamics.

    Raises:
        InvalidValueError: It knows no such CRM.
    """
    if crm not in CRMS:
        raise InvalidValueError("crm", f"must be one of {', '.join(CRMS)}", crm)
    return (files("keyaccounts.tables") / "mappings" / f"{crm}.toml").read_text(encoding="utf-8")


@cache
def built_in(crm: str) -> CrmMapping:
    """Give the mapping of a CRM that this library knows."""
    return MappingReader(f"mapping {crm}").mapping(tomllib.loads(mapping_text(crm)))


def mapping_of(crm: str | None, mapping: object) -> CrmMapping:
    """Give the mapping that a caller asks for.

    Args:
        crm: A CRM that this library knows, or None.
        mapping: A TOML file, the same as a dict, or None; it extends that of the CRM where one is named.

    Raises:
        SourceNotFoundError: There is no such file.
        InvalidValueError: No such CRM is known, or the mapping breaks a rule of the format.
    """
    if mapping is None:
        mapping_text(str(crm))
        return built_in(str(crm))
    own = _loaded(mapping)
    extended = own.pop("extends", crm)
    if crm is not None and extended != crm:
        raise InvalidValueError("mapping.extends", f"must be {crm}, as crm= says", extended)
    if extended is None:
        return MappingReader("mapping").mapping(own)
    if not isinstance(extended, str) or extended not in CRMS:
        raise InvalidValueError("crm" if crm else "mapping.extends", f"must be one of {', '.join(CRMS)}", extended)
    return MappingReader("mapping").mapping(_merged(tomllib.loads(mapping_text(extended)), own))


def _loaded(mapping: object) -> dict[str, Any]:
    if isinstance(mapping, Mapping):
        return dict(mapping)
    if not isinstance(mapping, (str, os.PathLike)):
        raise InvalidValueError("mapping", "must be a TOML file or a dict like one", mapping)
    file = Path(mapping)
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise SourceNotFoundError(f"the mapping {file} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise InvalidValueError("mapping", f"must be TOML in UTF-8 ({error})", str(file)) from None


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay a user's mapping over another: what it names replaces, false removes, names of a source are added."""
    whole = {**below, **{key: value for key, value in above.items() if key not in ("sources", "fill")}}
    for key in ("kinds", "prefixes"):
        if isinstance(above.get(key), Mapping):
            whole[key] = {**below.get(key, {}), **above[key]}
    whole["sources"] = _laid(below["sources"], above.get("sources", {}), _source_laid)
    whole["fill"] = _laid(below["fill"], above.get("fill", {}), _fill_laid)
    return whole


def _laid(below: Mapping[str, Any], above: Any, lay: Callable[[Any, Any], Any]) -> Any:
    if not isinstance(above, Mapping):
        return above
    whole = dict(below)
    for key, value in above.items():
        both = isinstance(value, Mapping) and key in whole
        whole[key] = lay(whole[key], value) if both else value
    return {key: value for key, value in whole.items() if value is not False}


def _source_laid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    more = {
        key: [*([below[key]] if isinstance(below[key], str) else below[key]), *value]
        for key, value in above.items()
        if isinstance(value, list) and key in below
    }
    return {**below, **above, **more}


def _fill_laid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    columns = _laid(below["columns"], above.get("columns", {}), lambda _, value: value)
    return {key: value for key, value in {**below, **above}.items() if value is not False} | {"columns": columns}
