"""PostgreSQL: tables, stores and transactions over SQLAlchemy Core; migrations; the embedded server."""
