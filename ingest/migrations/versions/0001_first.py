"""The first catalogue: documents, passages with vectors, entries, and their full text."""

from alembic import op

from ingest.catalogue import FULL_TEXT, metadata, state

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes every table, the full text, and the generation that is counted from nought."""
    metadata.create_all(op.get_bind())
    for statement in FULL_TEXT:
        op.execute(statement)
    op.bulk_insert(state, [{"id": 1, "generation": 0}])
