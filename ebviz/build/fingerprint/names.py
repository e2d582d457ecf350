"""Which module-level names a piece of Python depends on, found in its syntax tree with Python's own scoping."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ebviz.build.fingerprint.dynamic import FUNCTIONS
from ebviz.build.fingerprint.recorder import Recorder, Scope
from ebviz.build.fingerprint.syntax import (
    arguments,
    bindings,
    callee,
    chain,
    import_specs,
    quoted_names,
    spec,
)

# Calls whose result, as a class attribute, declares how the class is built and holds no state.
DECLARING = {
    "field",
    "Field",
    "ConfigDict",
    "property",
    "staticmethod",
    "classmethod",
    "TypeVar",
    "namedtuple",
}


@dataclass
class Names(Recorder, ast.NodeVisitor):
    """Walks a piece of code and records what it uses."""

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.read([node.id])

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self.use([node.target.id])
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.store(node)
        names = chain(node)
        if names is not None:
            self.read(names)
        else:
            self._look_up(node.attr)
            self.visit(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.store(node)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        self.called(node.func)
        if self._has_literal_name(node):
            return
        self.visit(node.func)
        outer, self.in_arguments = self.in_arguments, True
        for child in (*node.args, *node.keywords):
            self.visit(child)
        self.in_arguments = outer

    def _has_literal_name(self, node: ast.Call) -> bool:
        """Treat ``getattr(module, "name")`` as ``module.name`` and ``import_module("a.b")`` as an import."""
        names = chain(node.func) or [""]
        texts = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
        first, second = [*texts, None, None][:2]
        if FUNCTIONS.get(names[-1]) == "attribute" and len(names) == 1 and isinstance(second, str):
            context = ast.Load() if names[0] in ("getattr", "hasattr") else ast.Store()
            self.visit(ast.copy_location(ast.Attribute(node.args[0], second, context), node))
            others = node.args[2:]
        elif names == ["vars"] and node.args:
            others = node.args
        elif names[-1] in ("import_module", "__import__") and isinstance(first, str) and first[:1] != ".":
            target = spec(0, first)
            self.imports[target] = None
            self.uses[(target,)] = None
            others = node.args[1:]
        else:
            return False
        self.use(names, mark="=")
        for child in (*others, *node.keywords):
            self.visit(child)
        return True

    def _annotation(self, node: ast.AST | None) -> None:
        """Names in an annotation count, since pydantic and dataclasses read them."""
        if node is None:
            return
        self.visit(node)
        for names in quoted_names(node):
            self.use(names, mark="?")

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.target)
        self._annotation(node.annotation)
        if node.value:
            self.visit(node.value)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._decorators(node.decorator_list)
        self._defaults(node.args)
        with self._type_params(node):
            for arg in arguments(node.args):
                self._annotation(arg.annotation)
            self._annotation(node.returns)
            self._body(node.args, node.body)

    visit_FunctionDef = _function  # noqa: N815
    visit_AsyncFunctionDef = _function  # noqa: N815

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._defaults(node.args)
        self._body(node.args, [node.body])

    def _defaults(self, node: ast.arguments) -> None:
        for default in (*node.defaults, *node.kw_defaults):
            if default:
                self._kept(default)
                self.visit(default)

    def _body(self, parameters: ast.arguments, body: Sequence[ast.AST]) -> None:
        bound, declared_global = bindings(body)
        for arg in arguments(parameters):
            bound.setdefault(arg.arg, [])
        self.scopes.append(Scope(bound, declared_global))
        self.late += 1
        for child in body:
            self.visit(child)
        self.late -= 1
        self.scopes.pop()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._decorators(node.decorator_list)
        with self._type_params(node):
            for child in (*node.bases, *node.keywords):
                self.visit(child)
            self.scopes.append(Scope(*bindings(node.body), is_class=True))
            for statement in node.body:
                if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value:
                    self._kept(statement.value)
                self.visit(statement)
            self.scopes.pop()

    @contextmanager
    def _type_params(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[None]:
        """Enter the scope of ``def f[T]`` (Python 3.12), which exists only if there are type parameters."""
        params = [param.name for param in getattr(node, "type_params", [])]
        if params:
            self.scopes.append(Scope({name: [] for name in params}))
        yield
        if params:
            self.scopes.pop()

    def _kept(self, value: ast.expr) -> None:
        """Flag a mutable default value or class attribute."""
        match value:
            case ast.List() | ast.Dict() | ast.Set() | ast.ListComp() | ast.DictComp() | ast.SetComp():
                self.flags.add("state")
            case ast.Call() if (callee(value) or [""])[-1] not in DECLARING:
                self.flags.add("state")

    def _decorators(self, nodes: Sequence[ast.expr]) -> None:
        for node in nodes:
            self.called(node)
            self.visit(node)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
        first, *others = node.generators
        self.visit(first.iter)  # the one part that is evaluated in the enclosing scope
        self.scopes.append(Scope(bindings([generator.target for generator in node.generators])[0]))
        for generator in node.generators:
            self.visit(generator.target)
            for condition in generator.ifs:
                self.visit(condition)
        for generator in others:
            self.visit(generator.iter)
        for part in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            self.visit(part)
        self.scopes.pop()

    visit_ListComp = _comprehension  # noqa: N815
    visit_SetComp = _comprehension  # noqa: N815
    visit_DictComp = _comprehension  # noqa: N815
    visit_GeneratorExp = _comprehension  # noqa: N815

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for name, target, loaded in import_specs(node):
            self.imports[loaded] = None
            innermost = self.scopes[-1] if self.scopes else None
            if innermost is not None and (innermost.is_class or name not in innermost.bound):
                self.uses[(target,)] = None  # reachable through the class, or a global: all of it counts

    visit_Import = _import  # noqa: N815
    visit_ImportFrom = _import  # noqa: N815

    def visit_Global(self, node: ast.Global) -> None:
        self.flags.add("state")
        for name in node.names:
            self.use([name])
