"""Measurements of the assistant beside what others would use in its place."""
