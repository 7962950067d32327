"""The staff console under `/staff`: reading conversations and working cases."""
