"""The linter of domain and data: faults that Rasa's own validation passes over, each of which has broken a bot."""

from bot.engine.lint.project import Finding, Project, load_project
from bot.engine.lint.rules import RULES, WARNINGS, lint

__all__ = ["RULES", "WARNINGS", "Finding", "Project", "lint", "load_project"]
