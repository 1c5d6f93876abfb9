"""Which names a cell uses before it makes them itself, and which it makes."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_GUARDS = {"NameError", "Exception", "BaseException"}


@dataclass(frozen=True, kw_only=True)
class CellNames:
    """``used`` are read while the cell runs, in order; ``later`` only when a function of it is called.

    ``star`` is whether it imports names that it does not tell.
    """

    used: tuple[str, ...]
    later: frozenset[str]
    made: frozenset[str]
    gone: frozenset[str]
    star: bool


def names_of(tree: ast.Module) -> CellNames:
    """The names of a cell, in the order in which Python comes across them.

    Examples
    --------
    >>> found = names_of(ast.parse("total = total + fee\\nmean = total / len(rows)"))
    >>> found.used, sorted(found.made)
    (('total', 'fee', 'len', 'rows'), ['mean', 'total'])
    """
    reader = _Reader()
    reader.visit(tree)
    later, declared = _of_functions(ast.unparse(tree))
    return CellNames(
        used=tuple(name for name in reader.used if name not in declared),
        later=frozenset(later),
        made=frozenset(reader.made | declared),
        gone=frozenset(reader.gone),
        star=reader.star,
    )


class _Reader(ast.NodeVisitor):
    """Walks a cell as it runs; what stands in functions is left to `_of_functions`."""

    def __init__(self) -> None:
        self.used: dict[str, None] = {}
        self.made: set[str] = set()
        self.gone: set[str] = set()
        self.star = False
        self._inner: list[set[str]] = []
        self._guarded = 0

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self._make(node.id)
        elif isinstance(node.ctx, ast.Del):
            self._use(node.id)
            self.made.discard(node.id)
            self.gone.add(node.id)
        else:
            self._use(node.id)

    def visit_Assign(self, node: ast.Assign) -> None:
        self._in_order(node.value, *node.targets)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self._use(node.target.id)
        self._in_order(node.value, node.target)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.annotation)
        if node.value is not None:
            self._in_order(node.value, node.target)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        # it makes a name of the cell, also inside a comprehension
        self._make(node.target.id, outside=True)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self._in_order(node.iter, node.target, *node.body, *node.orelse)

    visit_AsyncFor = visit_For

    def visit_Try(self, node: ast.Try) -> None:
        guarded = any(_catches_missing_names(handler) for handler in node.handlers)
        self._guarded += guarded
        self._in_order(*node.body)
        self._guarded -= guarded
        self._in_order(*node.handlers, *node.orelse, *node.finalbody)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.type is not None:
            self.visit(node.type)
        if node.name is not None:
            self._make(node.name)
        self._in_order(*node.body)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._in_order(*node.decorator_list)
        self._arguments(node.args)
        if node.returns is not None:
            self.visit(node.returns)
        self._make(node.name)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._arguments(node.args)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._in_order(*node.decorator_list, *node.bases, *(one.value for one in node.keywords))
        with self._scope():
            self._in_order(*node.body)
        self._make(node.name)

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> None:
        self._comprehension(node.generators, node.elt)

    visit_SetComp = visit_ListComp
    visit_GeneratorExp = visit_ListComp

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._comprehension(node.generators, node.key, node.value)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._make(alias.asname or alias.name.partition(".")[0])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name == "*":
                self.star = True
            else:
                self._make(alias.asname or alias.name)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.pattern is not None:
            self.visit(node.pattern)
        if node.name is not None:
            self._make(node.name)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        if node.name is not None:
            self._make(node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self._in_order(*node.keys, *node.patterns)
        if node.rest is not None:
            self._make(node.rest)

    def _comprehension(self, generators: Iterable[ast.comprehension], *made: ast.expr) -> None:
        first, *rest = generators
        self.visit(first.iter)
        with self._scope():
            self._in_order(first.target, *first.ifs)
            for one in rest:
                self._in_order(one.iter, one.target, *one.ifs)
            self._in_order(*made)

    def _arguments(self, arguments: ast.arguments) -> None:
        """What is worked out when a function is made: defaults and annotations."""
        named = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        told = [one.annotation for one in named]
        self._in_order(
            *(one for one in (*arguments.defaults, *arguments.kw_defaults, *told) if one)
        )

    def _in_order(self, *nodes: ast.AST) -> None:
        for node in nodes:
            self.visit(node)

    def _use(self, name: str) -> None:
        if self._guarded or name in self.made or any(name in scope for scope in self._inner):
            return
        self.used.setdefault(name)

    def _make(self, name: str, *, outside: bool = False) -> None:
        if self._inner and not outside:
            self._inner[-1].add(name)
        else:
            self.made.add(name)
            self.gone.discard(name)

    @contextmanager
    def _scope(self) -> Iterator[None]:
        """Names made inside stay inside."""
        self._inner.append(set())
        yield
        self._inner.pop()


def _catches_missing_names(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    return any(isinstance(one, ast.Name) and one.id in _GUARDS for one in ast.walk(handler.type))


def _of_functions(source: str) -> tuple[set[str], set[str]]:
    """Names of the notebook that functions read when they are called, and those that they make."""
    used: set[str] = set()
    made: set[str] = set()
    waiting = symtable.symtable(source, "cell", "exec").get_children()
    while waiting:
        table = waiting.pop()
        waiting += table.get_children()
        if table.get_type() != "class":
            symbols = table.get_symbols()
            used |= {one.get_name() for one in symbols if one.is_global() and one.is_referenced()}
            made |= {
                one.get_name() for one in symbols if one.is_declared_global() and one.is_assigned()
            }
    return used, made
