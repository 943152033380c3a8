#!/usr/bin/python3
"""Lines of code of our networks beside torchvision's, for docs/networks.md.

  lines.py     a line for each network of both

Counted are lines with code: no comments, no docstrings, no blank lines, no package, no imports. Ours:
the class and, once each, the blocks and models that it places, by whatever way. Theirs: the function
that makes the network and, once each, what it needs of its own file, by whatever way; not the lists of
weights, not what other files of torchvision have. Needs Debian's python3-torchvision.
"""

import ast
import inspect
import io
import pathlib
import re
import sys
import tokenize

import names

OURS = pathlib.Path(__file__).parents[1] / "java/dev/skipjack/examples/networks"
LAYOUT = (
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
)
PLACED = re.compile(r"@(?:Repeat|Backbone)\b[^)]*?(\w+)\.class", re.DOTALL)


def python_lines(source):
    """The numbers of lines with code."""
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in LAYOUT:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Import, ast.ImportFrom)) or is_docstring(node):
            lines.difference_update(range(node.lineno, node.end_lineno + 1))
    return lines


def is_docstring(node):
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def torchvision(network):
    """Of the function and what it needs of its file."""
    function = names.NETWORKS[network]
    function = inspect.unwrap(getattr(function, "func", function))
    source = inspect.getsource(sys.modules[function.__module__])
    definitions = {}
    for node in ast.parse(source).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            definitions[node.name] = node
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            definitions[node.targets[0].id] = node
    needed, open_ends = {}, [function.__name__]
    while open_ends:
        name = open_ends.pop()
        node = definitions.get(name)
        if name in needed or node is None or name.endswith("_Weights") or name == "__all__":
            continue
        needed[name] = node
        # a decorator tells which weights there are, and belongs to them
        inside = [child for child in ast.walk(node) if isinstance(child, ast.Name)]
        open_ends += [child.id for child in inside]
    lines = set()
    for node in needed.values():
        lines.update(range(node.lineno, node.end_lineno + 1))
    return len(lines & python_lines(source))


def java(name, seen):
    """Of the class and what it places."""
    if name in seen:
        return 0
    seen.add(name)
    source = next(OURS.rglob(f"{name}.java")).read_text()
    code = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    lines = [line.split("//")[0].strip() for line in code.splitlines()]
    own = [line for line in lines if line and not line.startswith(("package ", "import "))]
    return len(own) + sum(java(placed, seen) for placed in PLACED.findall(code))


def main():
    longer = False
    print("| network | ours | torchvision |\n|---|---:|---:|")
    for network in names.NETWORKS:
        if not network.startswith(("Fcn", "ResNet50Fpn", "RetinaNet")):
            ours, theirs = java(network, set()), torchvision(network)
            longer |= ours > theirs
            print(f"| `{network}` | {ours} | {theirs} |")
    return 1 if longer else 0


if __name__ == "__main__":
    sys.exit(main())
