"""Everything that staff can do with a case, by the name that stands in its address."""

from __future__ import annotations

from collections.abc import Mapping

from bot.console.case_action import CaseAction
from bot.console.case_deciding import DECIDING
from bot.console.case_handling import HANDLING

ACTIONS: Mapping[str, CaseAction] = {**DECIDING, **HANDLING}
