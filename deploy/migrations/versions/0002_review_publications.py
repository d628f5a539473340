"""Review of revisions, and which release is live"""

import sqlalchemy as sa
from alembic import op

import core.database

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("knowledge_revisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("base", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("removed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "knowledge_review_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("at", core.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("release", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["knowledge_revisions.id"], name=op.f("fk_knowledge_review_events_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["release"], ["knowledge_releases.number"], name=op.f("fk_knowledge_review_events_release")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_review_events")),
    )
    with op.batch_alter_table("knowledge_review_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_review_events_revision_id"), ["revision_id"], unique=False)
    op.create_table(
        "knowledge_publications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=False),
        sa.Column("at", core.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["release"], ["knowledge_releases.number"], name=op.f("fk_knowledge_publications_release")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_publications")),
        sa.UniqueConstraint("release", name=op.f("uq_knowledge_publications_release")),
        sa.UniqueConstraint("replaces", name=op.f("uq_knowledge_publications_replaces")),
    )
    _every_release_was_live()


def _every_release_was_live() -> None:
    """Until now a release went live as it was made, and took the place of the one before."""
    with op.batch_alter_table("knowledge_releases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replaces", sa.Integer(), server_default="0", nullable=False))
    op.execute("UPDATE knowledge_releases SET replaces = number - 1")
    with op.batch_alter_table("knowledge_releases", schema=None) as batch_op:
        batch_op.alter_column("replaces", server_default=None)
    op.execute(
        "INSERT INTO knowledge_publications (release, replaces, at, author) "
        "SELECT number, replaces, created_at, created_by FROM knowledge_releases ORDER BY number"
    )


def downgrade() -> None:
    op.drop_table("knowledge_publications")
    with op.batch_alter_table("knowledge_releases", schema=None) as batch_op:
        batch_op.drop_column("replaces")
    with op.batch_alter_table("knowledge_review_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_knowledge_review_events_revision_id"))
    op.drop_table("knowledge_review_events")
    with op.batch_alter_table("knowledge_revisions", schema=None) as batch_op:
        batch_op.drop_column("removed")
        batch_op.drop_column("base")
