"""Privacy notices, receipts of deletions, the assistant's memory still to be forgotten"""

import sqlalchemy as sa
from alembic import op

import core.database

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "privacy_notices",
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("shown_at", core.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_privacy_notices_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_privacy_notices")),
    )
    op.create_table(
        "erasures",
        sa.Column("sequence", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=True),
        sa.Column("erased_at", core.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("feedback", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_erasures_conversation_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_erasures")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasures_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "tracker_erasures",
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("queued_at", core.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_tracker_erasures")),
    )


def downgrade() -> None:
    op.drop_table("tracker_erasures")
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasures_conversation_id"))

    op.drop_table("erasures")
    op.drop_table("privacy_notices")
