"""A scheduler in a process of its own: looks at the clocks when it is told the day, and dies when it is told to."""

from __future__ import annotations

import os
import signal
from datetime import datetime
from multiprocessing.connection import Connection

import sqlalchemy as sa

from bot.casework.clocks import Clocks
from bot.casework.desk import Desk
from bot.clock import LONDON
from bot.database import make_engine, make_sessions

TEAM = "team@police.test"


def look(url: str, orders: Connection) -> None:
    """Take orders: a moment, and before which statement or commit of the look to die (0: not at all).

    Answers each with the number of statements and commits that it took.
    """
    engine = make_engine(url)
    moment = [datetime.now(LONDON)]
    countdown, done = [0], [0]

    def step(*_: object) -> None:
        done[0] += 1
        if done[0] == countdown[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(engine, "before_cursor_execute", step)
    sa.event.listen(engine, "commit", step)
    clocks = Clocks(Desk(make_sessions(engine), clock=lambda: moment[0]), staff_mailbox=TEAM)
    while True:
        moment[0], countdown[0] = orders.recv()
        done[0] = 0
        clocks.mark()
        orders.send(done[0])
