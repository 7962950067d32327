"""Casework: complaints, their states and history, and what must be sent because of them."""
