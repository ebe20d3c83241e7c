"""What can be chosen, as text: the catalogue for people, and what packages of others add to it in one interpreter."""

from __future__ import annotations

from gilviz.launch.runtimes import PlugIns, RuntimeDescription, executor_problem
from gilviz.runner import catalog
from gilviz.runner.catalog import ExecutorInfo, WorkloadInfo


def workloads(runtime: RuntimeDescription) -> str:
    """Every workload, a line each, and below it what it teaches, or why that interpreter can't offer it.

    Args:
        runtime: An interpreter that was looked into.
    """
    plug_ins = runtime.plug_ins or PlugIns()
    infos = (*catalog.WORKLOADS, *plug_ins.workloads)
    width = max(12, *(len(info.name) for info in infos))
    return "".join(_workload(info, width) for info in infos) + _broken(plug_ins, width, is_executor=False)


def executors(runtime: RuntimeDescription) -> str:
    """Every executor, a line each, and below it what it teaches, or why that interpreter can't offer it.

    Args:
        runtime: An interpreter that was looked into.
    """
    plug_ins = runtime.plug_ins or PlugIns()
    infos = (*catalog.EXECUTORS, *plug_ins.executors)
    width = max(len(info.name) for info in infos)
    return "".join(_executor(info, width, runtime) for info in infos) + _broken(plug_ins, width, is_executor=True)


def _workload(info: WorkloadInfo, width: int) -> str:
    sizes = f"size: {info.size_means}, {info.smallest:,} to {info.largest:,}"
    return f"{info.name:<{width}} {info.title} ({sizes})\n{'':<{width}} {_lesson(info)}\n"


def _executor(info: ExecutorInfo, width: int, runtime: RuntimeDescription) -> str:
    problem = executor_problem(info.name, None, runtime)
    methods = f" (start methods: {', '.join(runtime.start_methods)})" if info.has_start_method and not problem else ""
    said = f"Not here: {problem}" if problem else _lesson(info)
    return f"{info.name:<{width}} {info.title}{methods}\n{'':<{width}} {said}\n"


def _lesson(info: ExecutorInfo | WorkloadInfo) -> str:
    source = f" (a plug-in: {info.target})" if info.target else ""
    return f"{info.teaches}{source}".strip()


def _broken(plug_ins: PlugIns, width: int, *, is_executor: bool) -> str:
    lines = [f"{each.name:<{width}} Not here: {each.reason}\n" for each in plug_ins.broken if each.is_executor == is_executor]
    return "".join([*lines, *([f"{plug_ins.problem}\n"] if plug_ins.problem else [])])
