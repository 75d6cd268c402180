"""A page is a query and a dictionary."""
