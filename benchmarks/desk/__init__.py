"""How fast the review desk is with a million calls, on SQLite and on PostgreSQL."""
