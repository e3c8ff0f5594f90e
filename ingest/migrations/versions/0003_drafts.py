"""Drafts are kept beside the documents, with what was done to each of their sentences."""

import sqlalchemy as sa
from alembic import op

revision = "0003_drafts"
down_revision = "0004_digests"


def upgrade() -> None:
    """Adds the tables, where there are none yet."""
    there = sa.inspect(op.get_bind()).get_table_names()
    if "drafts" in there:
        return
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("owner", sa.String(200), nullable=False, index=True),
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.Column("roles", sa.String(1000), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.Column("signed_by", sa.String(200), nullable=False),
        sa.Column("signed_at", sa.DateTime),
    )
    op.create_table(
        "draft_deeds",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("draft", sa.String(40), nullable=False, index=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("owner", sa.String(200), nullable=False, index=True),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("sentence", sa.String(40), nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
