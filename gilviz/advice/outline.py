"""The functions of a file, read without running it: what can be chosen, with signatures and docstrings."""

from __future__ import annotations

import ast
from dataclasses import dataclass


@dataclass(frozen=True)
class Outline:
    """A function at a module's top level.

    Args:
        name: What it is called.
        signature: ``(path, strict=True)``.
        doc: Its docstring; may be empty.
        awaits: Whether it is a coroutine function.
        problem: Why advice can't be given on it, in a few words; empty where it can be tried.
    """

    name: str
    signature: str
    doc: str
    awaits: bool
    problem: str = ""


def outlines(source: str) -> tuple[Outline, ...]:
    """Every function of a file, in its order.

    Raises:
        SyntaxError: it is no Python that this interpreter understands.
        ValueError: it is no text of a program at all.
    """
    return tuple(_outline(node) for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _outline(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Outline:
    arguments = node.args
    places = [*arguments.posonlyargs, *arguments.args]
    needed = len(places) - len(arguments.defaults)
    named = [default for default in arguments.kw_defaults if default is None]
    yields = any(isinstance(inner, ast.Yield | ast.YieldFrom) for inner in ast.walk(node))
    problem = ""
    if yields:
        problem = "it is a generator"
    elif needed > 1 or named:
        problem = f"it needs {needed + len(named)} arguments"
    elif not places and arguments.vararg is None:
        problem = "it takes no argument"
    awaits = isinstance(node, ast.AsyncFunctionDef)
    return Outline(node.name, f"({ast.unparse(arguments)})", ast.get_docstring(node) or "", awaits, problem)
