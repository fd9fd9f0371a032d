"""Job title → level and function: the rules are data, and every reading names the rules that decided."""

from keyaccounts.tables._titles._reading import Alternative, TitleReading, read_title

__all__ = ["Alternative", "TitleReading", "read_title"]
