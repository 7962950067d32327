"""One delivery round: everything in the outbox that is due goes out, and each email gets the end that it deserves."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot import clock as real_clock
from bot.notifications.errors import Lost, NotTaken, Refused, ServerAway, Unsendable
from bot.notifications.letters import Letters, Mail
from bot.notifications.outbox import CLAIM, Outbox
from bot.notifications.post import TIMEOUT, Post

logger = structlog.get_logger(__name__)

_FIRST_REST = timedelta(seconds=5)
_LONGEST_REST = timedelta(minutes=1)
# An email that is begun now must be done before the claim on it runs out.
_LAST_START = CLAIM.total_seconds() - 2 * TIMEOUT


@dataclass
class Round:
    """What came of one round: how many emails went out, wait for another attempt, were given up."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0
    fault: str | None = None
    """Why the round was broken off: the mail server as a whole was not there."""


class Delivery:
    """Sends what is due. While the mail server is away it rests, a little longer each time."""

    def __init__(
        self, outbox: Outbox, letters: Letters, post: Post, clock: Callable[[], datetime] = real_clock.now
    ) -> None:
        self._outbox = outbox
        self._letters = letters
        self._post = post
        self._clock = clock
        self._faults = 0
        self._rests_until: datetime | None = None
        self._stopping = False

    def stop(self) -> None:
        """Begin no further email; the one that is being sent is finished."""
        self._stopping = True

    async def round(self) -> Round:
        """Send everything that is due now, or as much as goes before the mail server fails. Raises `DatabaseError`."""
        done = Round()
        if self._rests_until is not None and self._clock() < self._rests_until:
            return done
        try:
            while not self._stopping and (batch := await asyncio.to_thread(self._outbox.claim)):
                if not await self._send_batch(batch, done):
                    break
        finally:
            await self._post.close()
        self._rest_after(done)
        return done

    async def _send_batch(self, batch: Sequence[Mail], done: Round) -> bool:
        """Send claimed emails; False if the round is to end. Those that were not begun are let go."""
        claimed = time.monotonic()
        for number, mail in enumerate(batch):
            if self._stopping or time.monotonic() - claimed > _LAST_START:
                await asyncio.to_thread(self._outbox.let_go, batch[number:])
                return False
            try:
                await self._send(mail, done)
            except ServerAway as fault:
                done.fault = fault.reason
                await asyncio.to_thread(self._outbox.let_go, batch[number:], fault.reason)
                return False
            if done.fault:
                await asyncio.to_thread(self._outbox.let_go, batch[number + 1 :])
                return False
        return True

    async def _send(self, mail: Mail, done: Round) -> None:
        """Send one claimed email and note what came of it. Raises `ServerAway`: then nothing came of it."""
        outbox = self._outbox
        tell_staff = self._letters.is_for_complainant(mail.template)
        try:
            await self._post.send(self._letters.write(mail, self._clock()))
        except (Refused, Unsendable) as fault:
            await asyncio.to_thread(outbox.give_up, mail, fault.reason, tell_staff=tell_staff)
            done.given_up += 1
            logger.warning("mail.given_up", mail=mail.id, template=mail.template, fault=type(fault).__name__)
        except NotTaken as fault:
            await asyncio.to_thread(outbox.put_off, mail, fault.reason, tell_staff=tell_staff)
            done.put_off += 1
            if isinstance(fault, Lost):
                done.fault = fault.reason
            logger.info("mail.put_off", mail=mail.id, template=mail.template, attempts=mail.attempts)
        else:
            mine = await asyncio.to_thread(outbox.mark_sent, mail)
            done.sent += 1
            logger.info("mail.sent", mail=mail.id, template=mail.template, attempts=mail.attempts, claim_held=mine)

    def _rest_after(self, done: Round) -> None:
        if done.fault is None:
            self._faults, self._rests_until = 0, None
            return
        self._faults += 1
        rest = min(_FIRST_REST * 2 ** min(self._faults - 1, 10), _LONGEST_REST)
        self._rests_until = self._clock() + rest
        logger.warning("mail.server_away", faults=self._faults, seconds=rest.total_seconds())
