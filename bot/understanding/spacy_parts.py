"""The parts of spaCy that are used here, imported without its command line.

`import spacy` imports all its commands, and with them a downloader, a trainer and a web client, for the sake of one
function, `spacy.info`. That is a third of a second each time `candour assess` starts; here an empty module stands in
for the commands while spaCy is imported. Whoever wants them can still `import spacy.cli` afterwards.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Final

__all__ = ["Doc", "PhraseMatcher", "Vocab", "filter_spans"]

_COMMAND_LINE: Final = ("spacy.cli", "spacy.cli.info")
_first = "spacy" not in sys.modules
if _first:
    for _name in _COMMAND_LINE:
        sys.modules[_name] = ModuleType(_name)
    sys.modules[_COMMAND_LINE[-1]].info = None  # type: ignore[attr-defined]

from spacy.matcher import PhraseMatcher  # noqa: E402
from spacy.tokens import Doc  # noqa: E402
from spacy.util import filter_spans  # noqa: E402
from spacy.vocab import Vocab  # noqa: E402

if _first:
    for _name in _COMMAND_LINE:
        del sys.modules[_name]
