"""The worker: what runs by itself, beside the programs that people speak to."""
