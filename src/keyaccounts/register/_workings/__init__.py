"""How a figure explains itself."""
