"""What people see of a review."""

from keyaccounts.show._text import review_text

__all__ = ["review_text"]
