"""All accounts at once: the stakeholder graphs of a portfolio in a few flat arrays, and tables made from them."""

from keyaccounts.graph._packed._brokerage import brokerage_table
from keyaccounts.graph._packed._columns import pack_columns
from keyaccounts.graph._packed._coverage import coverage_table
from keyaccounts.graph._packed._graphs import PackedGraphs
from keyaccounts.graph._packed._knock_out import knock_out_table
from keyaccounts.graph._packed._portfolio import pack
from keyaccounts.graph._packed._threads import threads_table

__all__ = [
    "PackedGraphs",
    "brokerage_table",
    "coverage_table",
    "knock_out_table",
    "pack",
    "pack_columns",
    "threads_table",
]
