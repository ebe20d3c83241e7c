"""What can be chosen, as text: the catalogue for people."""

from __future__ import annotations

from gilviz.launch.runtimes import default_runtime, executor_problem
from gilviz.runner import catalog


def workloads() -> str:
    """Every workload, a line each, and below it what it teaches."""
    lines = []
    for info in catalog.WORKLOADS:
        sizes = f"size: {info.size_means}, {info.smallest:,} to {info.largest:,}"
        lines.append(f"{info.name:<12} {info.title} ({sizes})\n{'':<12} {info.teaches}\n")
    return "".join(lines)


def executors() -> str:
    """Every executor, a line each, and below it what it teaches, or why the interpreter that runs gilviz can't offer it."""
    runtime = default_runtime()
    width = max(len(info.name) for info in catalog.EXECUTORS)
    lines = []
    for info in catalog.EXECUTORS:
        problem = executor_problem(info.name, None, runtime)
        methods = f" (start methods: {', '.join(runtime.start_methods)})" if info.has_start_method and not problem else ""
        lines.append(
            f"{info.name:<{width}} {info.title}{methods}\n{'':<{width}} {f'Not here: {problem}' if problem else info.teaches}\n"
        )
    return "".join(lines)
