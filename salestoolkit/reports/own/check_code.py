"""What a cell does that works on one machine only, waits for somebody, or asks the network."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from salestoolkit.reports.own.cells import Cell, Finding, dotted

LONGEST_VALUE = 80
ADDRESS = re.compile(r"(?:https?|ftp|s3|gs)://", re.IGNORECASE)
ABSOLUTE = re.compile(
    r"[A-Za-z]:[\\/]|\\\\[\w.-]+\\|~(?:[\\/]|$)|file:"
    r"|/(?:\w[\w .@+-]*/)+[\w .@+-]*$|/(?:home|Users|tmp|mnt|media|Volumes|root)$"
)
"""Paths that mean something on one machine, or for one person."""
SCRIPT = re.compile(r"<(?:script|iframe|link|object|embed)\b", re.IGNORECASE)
READERS = re.compile(
    r"(?:read_\w+|scan_\w+|load\w*|fetch\w*|download\w*|open|urlopen|urlretrieve|Request|get|post|put"
    r"|head|request|Chart|UrlData|Data|topo_feature|Image|IFrame|Video)$"
)
"""Last part of the names of functions that read what lies behind an address or a path."""
FILE_READERS = re.compile(r"(?:read_\w+|scan_\w+|open|loadtxt)$")
SHELL = frozenset({"system", "sx", "sc", "bash", "sh", "cmd", "script", "perl", "ruby", "!"})
INSTALLERS = frozenset({"pip", "conda", "mamba", "micromamba", "uv"})
REMEMBERED = frozenset({"store", "run", "load", "recall", "rerun", "cd", "macro"})
"""Magics that bring in what another kernel, another file or another folder held."""
WAITING = frozenset({"input", "getpass.getpass", "getpass", "breakpoint", "pdb.set_trace"})
ENDING = frozenset({"exit", "quit", "sys.exit", "os._exit", "os.abort"})
TODAY = re.compile(r"(?:date\.today|datetime\.(?:now|today|utcnow)|Timestamp\.(?:now|today))$")
HOME = frozenset({"Path.home", "pathlib.Path.home", "os.path.expanduser", "os.chdir"})
PROGRAMS = frozenset({"os.system", "os.popen"})
NETWORK = frozenset(
    {"requests", "httpx", "aiohttp", "urllib3", "boto3", "gspread", "ftplib", "smtplib"}
)


def code_findings(cells: Sequence[Cell]) -> Iterator[Finding]:
    """What the code of the cells does that would go wrong elsewhere, one finding for each thing."""
    addresses = _named_addresses(cells)
    for cell in cells:
        if cell.tree is None:
            continue
        for code, severity, value in _Reader(addresses).read(cell.tree):
            shown = value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}..."
            advice = severity == "advice"
            yield Finding(
                code=code, severity="advice" if advice else "fault", cell=cell.number, value=shown
            )


def _named_addresses(cells: Sequence[Cell]) -> dict[str, str]:
    """Names that stand for an address."""
    return {
        target.id: str(node.value.value)
        for cell in cells
        if cell.tree is not None
        for node in ast.walk(cell.tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and ADDRESS.match(str(node.value.value))
    }


class _Reader(ast.NodeVisitor):
    """Collects what one cell does: code, severity and value of a finding."""

    def __init__(self, addresses: dict[str, str]) -> None:
        self.addresses = addresses
        self.found: dict[tuple[str, str, str], None] = {}

    def read(self, tree: ast.Module) -> list[tuple[str, str, str]]:
        self.visit(tree)
        return list(self.found)

    def visit_Expr(self, node: ast.Expr) -> None:
        # a text that stands alone is a remark
        if not isinstance(node.value, ast.Constant):
            self.visit(node.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._text(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        # only its beginning can make it a path of its own
        for place, part in enumerate(node.values):
            if place == 0 or not isinstance(part, ast.Constant):
                self.visit(part)
            elif SCRIPT.search(str(part.value)):
                self._add("script", str(part.value))

    def visit_BinOp(self, node: ast.BinOp) -> None:
        self.visit(node.left)
        if not (isinstance(node.op, ast.Add) and isinstance(node.right, ast.Constant)):
            self.visit(node.right)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._imported(alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self._imported(node.module or "")

    def visit_Call(self, node: ast.Call) -> None:
        name = dotted(node.func)
        if name.startswith("get_ipython."):
            self._magic(name.rpartition(".")[2], [_constant(one) for one in node.args])
            return
        self._called(name)
        self._reading(name, node)
        self.generic_visit(node)

    def _text(self, text: str) -> None:
        if len(text) < 500 and "\n" not in text and ABSOLUTE.match(text):
            self._add("absolute_path", text)
        if SCRIPT.search(text):
            self._add("script", text.strip())

    def _imported(self, module: str) -> None:
        top = module.partition(".")[0]
        if top in NETWORK or module.startswith("urllib.request"):
            self._add("network_library", top, severity="advice")

    def _called(self, name: str) -> None:
        if name in WAITING:
            self._add("waits", f"{name}()")
        elif name in ENDING:
            self._add("ends", f"{name}()")
        elif TODAY.search(name):
            self._add("today", f"{name}()", severity="advice")
        elif name in HOME or name.endswith(".expanduser"):
            self._add("absolute_path", f"{name}()")
        elif name in PROGRAMS or name.startswith("subprocess."):
            self._add("program", f"{name}()", severity="advice")

    def _reading(self, name: str, node: ast.Call) -> None:
        """Addresses that a function asks, and files that only this code knows of."""
        last = name.rpartition(".")[2]
        given = [*node.args, *(one.value for one in node.keywords)]
        if READERS.match(last):
            for one in given:
                text = self.addresses.get(one.id, "") if isinstance(one, ast.Name) else _text(one)
                if ADDRESS.match(text):
                    self._add("network", text)
        first = _text(node.args[0]) if node.args else ""
        file = first and not ADDRESS.match(first) and not ABSOLUTE.match(first)
        if file and FILE_READERS.match(last):
            self._add("file_not_parameter", first, severity="advice")

    def _magic(self, kind: str, given: Sequence[str]) -> None:
        if kind in {"system", "getoutput"}:
            self._add("shell", f"!{given[0]}")
            return
        name, line = (*given, "", "")[:2]
        shown = f"%{'%' if kind == 'run_cell_magic' else ''}{name} {line}".strip()
        if name in SHELL:
            self._add("shell", shown)
        elif name in INSTALLERS:
            self._add("installs", shown)
        elif name in REMEMBERED:
            self._add("remembered", shown)
        elif name in {"html", "javascript", "js"} and kind == "run_cell_magic":
            self._add("script", shown)

    def _add(self, code: str, value: str, *, severity: str = "fault") -> None:
        self.found.setdefault((code, severity, value))


def _constant(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _text(node: ast.expr) -> str:
    """A text as it stands there, or how one that is put together begins."""
    if isinstance(node, ast.JoinedStr) and node.values:
        node = node.values[0] if isinstance(node.values[0], ast.expr) else node
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
