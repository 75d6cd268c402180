"""The catalogue: Django models behind the Catalogue port."""
