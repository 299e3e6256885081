"""One function mapped over blocks, on one machine or many."""
