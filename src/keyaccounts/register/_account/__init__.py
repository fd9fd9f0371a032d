"""The measures of one account: each part of its record, and what rules may look at."""
