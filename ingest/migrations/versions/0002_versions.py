"""Earlier versions of documents keep whom they were for and what they said."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds the columns; versions that were filed before have nothing in them."""
    op.add_column("versions", sa.Column("audience", sa.String))
    op.add_column("versions", sa.Column("body", sa.LargeBinary))
