"""Rasa custom actions: thin steps between the conversation and the rooms under `bot/`."""
