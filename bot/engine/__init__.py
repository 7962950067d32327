"""The Rasa engine: the only room that imports rasa."""
