"""Runs the graph of a model: its nodes in the order of their needs, in this thread, without Dask.

Dask plans the same few nodes anew for every prediction; here the plan is made once for each set of targets. It also
frees the environment of Dask, whose later schedulers read the engine's graphs as cycles.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from bot.engine import fingerprint

PLANS = "_candour_plans"

Plan = list[tuple[str, tuple[str, ...]]]


def install(module: ModuleType) -> None:
    """Put `run` in the place of `DaskGraphRunner.run`."""

    def run(self: Any, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        wanted = targets or self._graph_schema.target_names
        # A placeholder that is not given stands for itself, as in the graphs that Dask got.
        results: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        try:
            for name, needs in _plan(self, tuple(wanted)):
                results[name] = self._instantiated_nodes[name](*(results.get(need, need) for need in needs))
        except RuntimeError as error:
            raise module.GraphRunError("Error running runner.") from error
        return {name: results[name][1] for name in wanted}

    fingerprint.expect(module.DaskGraphRunner, "_build_dask_graph", "5bb99f974d512a36")
    fingerprint.expect(module.DaskGraphRunner, "_add_inputs_to_graph", "d04a0ca2df6241c1")
    fingerprint.replace(module.DaskGraphRunner, "run", run, "45f0f52f574f3aa9")


def _plan(runner: Any, targets: tuple[str, ...]) -> Plan:
    plans: dict[tuple[str, ...], Plan] = vars(runner).setdefault(PLANS, {})
    if targets not in plans:
        plans[targets] = order(runner._graph_schema.minimal_graph_schema(list(targets)).nodes)
    return plans[targets]


def order(nodes: dict[str, Any]) -> Plan:
    """The names of the nodes with their needs, each after all that it needs. Needs outside `nodes` are inputs."""
    plan: dict[str, tuple[str, ...]] = {}

    def visit(name: str) -> None:
        if name in plan or name not in nodes:
            return
        needs = tuple(nodes[name].needs.values())
        for need in needs:
            visit(need)
        plan[name] = needs

    for name in nodes:
        visit(name)
    return list(plan.items())
