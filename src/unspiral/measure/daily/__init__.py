"""What is asked each evening, and where in the body."""
