"""Evaluation: how well the assistant does on a file of examples, as scores and as a report that one can look at."""
