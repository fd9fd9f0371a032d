"""What a review takes for granted: judgements that enter figures, and limits at which rules fire."""
