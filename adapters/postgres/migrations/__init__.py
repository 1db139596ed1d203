"""Alembic's revisions, packaged with the adapter so that an installed wheel can migrate; run by `migrating.py`."""
