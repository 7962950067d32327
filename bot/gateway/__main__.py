"""Runs the gateway with the staff console: `python -m bot.gateway`; ends cleanly on SIGINT and SIGTERM."""

from __future__ import annotations

import errno
import logging
import sys

import structlog
from aiohttp import web

from bot.console.app import create_console
from bot.database import DatabaseError
from bot.force import InvalidForceFile
from bot.gateway.app import create_app
from bot.gateway.catalogue import InvalidCatalogue
from bot.keyring import InvalidKeys
from bot.settings import InvalidSettings, Settings, load_settings

STOP_WITHIN = 5.0  # seconds for requests under way; messages that wait for the engine are kept in the database


def main() -> int:
    """Serve until told to stop; 1 if it could not start, with one plain line that says why."""
    try:
        settings = load_settings()
        _set_up_logs(settings)
        # No access log: it would keep the addresses of people who complain about the police.
        web.run_app(
            create_app(settings, staff=create_console(settings)),
            host=settings.web_host,
            port=settings.web_port,
            access_log=None,
            print=None,
            shutdown_timeout=STOP_WITHIN,
        )
    except (InvalidSettings, InvalidCatalogue, InvalidForceFile, InvalidKeys, DatabaseError) as error:
        return _refuse(str(error))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        return _refuse(f"Port {settings.web_port} is taken: stop the other program or set CANDOUR_WEB_PORT.")
    return 0


def _set_up_logs(settings: Settings) -> None:
    level = logging.getLevelNamesMapping().get(settings.log_level.upper(), logging.INFO)
    logging.basicConfig(level=level, format="%(levelname)s %(name)s %(message)s")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(level), cache_logger_on_first_use=True)


def _refuse(why: str) -> int:
    sys.stderr.write(f"web: {why}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
