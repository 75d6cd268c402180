"""Calls in which card data and personal data are said, made up by seed, and what was found."""
