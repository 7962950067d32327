"""Starts the engine honestly: a store that cannot be built stops it, and one process serves each port."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from bot.engine import action_server, fingerprint, privacy


def install_factory(module: ModuleType) -> None:
    """Stop the start where the tracker store of endpoints.yml cannot be loaded; Rasa would take the memory instead."""
    from rasa.shared.exceptions import RasaException
    from rasa.shared.utils.common import class_from_module_path

    def load(domain: Any, store: Any, event_broker: Any = None) -> Any:
        try:
            kind = class_from_module_path(store.type)
        except (AttributeError, ImportError) as error:
            raise RasaException(
                f"endpoints.yml names a tracker store that cannot be loaded: {store.type} ({error})"
            ) from error
        return kind(host=store.url, domain=domain, event_broker=event_broker, **store.kwargs)

    fingerprint.replace(module, "_load_from_module_name_in_endpoint_config", load, "ffd9d0b30fd73ea8")


def install_agent(module: ModuleType) -> None:
    """Let errors of the tracker store reach the caller; Rasa would go on with an empty conversation in memory."""

    def create(store: Any, domain: Any) -> Any:
        if store is None:
            return module.InMemoryTrackerStore(domain)
        store.domain = domain
        return store

    fingerprint.replace(module.Agent, "_create_tracker_store", create, "97499b594b45581b")


def install_loopback(module: Any) -> None:
    """Let `rasa run` listen on the loopback unless told otherwise; its channels ask nobody who they are."""
    module.DEFAULT_SERVER_INTERFACE = "127.0.0.1"


def install_server(module: Any) -> None:
    """Serve in the process that was started: current Sanic would hand the app, which cannot be, to worker processes."""
    serves_sanic = module.Sanic

    class SingleProcessSanic(serves_sanic):  # type: ignore[misc,valid-type]
        """Sanic without worker processes; scale by starting more engines on one database."""

        def run(self, *args: Any, **kwargs: Any) -> None:
            """Serve until stopped; options as Sanic's, of which `workers` has no meaning here."""
            privacy.silence_quotes()
            # Rasa's listeners take an argument that Sanic will drop; nobody who starts it can do anything about that.
            self.config.DEPRECATION_FILTER = "ignore"
            super().run(*args, **{**kwargs, "workers": 1, "single_process": True, "motd": False})

    module.Sanic = SingleProcessSanic
    if hasattr(module, "close_resources"):
        close_rest = fingerprint.expect(module, "close_resources", "bc3d36e8149e84cd")

        async def close_resources(app: Any, loop: Any) -> None:
            agent = getattr(app.ctx, "agent", None)
            if agent is not None and agent.action_endpoint is not None:
                await action_server.server_of(agent.action_endpoint).close()
            await close_rest(app, loop)

        module.close_resources = close_resources
