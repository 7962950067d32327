"""The talk about a complaint that is recorded: how it stands, and what its owner wants done about it; no Rasa."""
