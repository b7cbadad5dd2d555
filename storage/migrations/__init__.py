"""Alembic's scripts. A migration imports nothing of ours but the environment's URL."""
