"""Tables in and out: rows, columns, dataframes, folders and JSON ⇄ `Portfolio`.

Each noun of `keyaccounts.model` declares one canonical table. What the readers take, what they refuse, the JSON Schema
and the page of tables in the docs all come from that one declaration.
"""

from keyaccounts.tables._documents import FORMAT_VERSION, from_json, to_folder, to_json
from keyaccounts.tables._documents import write_text as write_text
from keyaccounts.tables._mappings import mapping_text
from keyaccounts.tables._rows import read as read
from keyaccounts.tables._rows import to_columns
from keyaccounts.tables._sample import sample as sample
from keyaccounts.tables._schema import json_schema, schema_text
from keyaccounts.tables._titles import Alternative, TitleReading, read_title

__all__ = [
    "FORMAT_VERSION",
    "Alternative",
    "TitleReading",
    "from_json",
    "json_schema",
    "mapping_text",
    "read_title",
    "schema_text",
    "to_columns",
    "to_folder",
    "to_json",
]
