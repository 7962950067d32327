"""A demonstration: several hundred invented complaints at all stages, so that a new user sees a living system."""
