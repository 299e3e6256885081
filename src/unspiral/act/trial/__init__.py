"""A trial with one person: plan it, and read its diary."""
