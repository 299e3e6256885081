"""Pages ask for days by their kinds, which another index finds: that of days alone cost a sixth of each writing and gave nothing."""

from __future__ import annotations

from alembic import op

revision = "f0003"
down_revision = "f0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the index of days away."""
    op.drop_index("entry_by_day", "entry")
