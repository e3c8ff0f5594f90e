"""Digests are kept beside the documents; the office knows the place of a question, and who holds it."""

import sqlalchemy as sa
from alembic import op

revision = "0004_digests"
down_revision = "0002"

_ADDED = {
    "questions_asked": sa.Column("place", sa.String(300), nullable=False, server_default=""),
    "channel_arrivals": sa.Column("held_until", sa.DateTime),
}


def upgrade() -> None:
    """Adds the table, and columns to the office's tables where there are such tables."""
    op.create_table(
        "digests",
        sa.Column("file", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("body", sa.String, nullable=False),
        sa.Column("since", sa.DateTime, nullable=False),
    )
    there = sa.inspect(op.get_bind()).get_table_names()
    for name, column in _ADDED.items():
        if name in there:
            op.add_column(name, column)
