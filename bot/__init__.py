"""Candour: takes complaints about the Metropolitan Police in conversation and works them to an outcome."""
