"""What people's own words say: dates, names, places, grounds and answers, read without any dialogue engine.

Nothing is imported here, so that the engine's intents do not load what only an account needs.
"""
