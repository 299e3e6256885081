"""What would break the cycle: pure functions over a fit."""
