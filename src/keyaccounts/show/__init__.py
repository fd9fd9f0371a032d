"""What people see of a review."""

from keyaccounts.show._page import review_page
from keyaccounts.show._text import review_text
from keyaccounts.show._workings import agenda_text, comparison_text, explanation_text, finding_text

__all__ = ["agenda_text", "comparison_text", "explanation_text", "finding_text", "review_page", "review_text"]
