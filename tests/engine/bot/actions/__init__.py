"""The custom actions of the small assistant that the tests of the engine talk to."""
