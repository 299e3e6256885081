"""The steps of journals on a PostgreSQL server."""
