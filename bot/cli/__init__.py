"""The command line, `candour ...`."""
