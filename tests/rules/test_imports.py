"""What may import what: the layers as data, read from the sources with ast."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10; pytest brings its predecessor along
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
BASE = {"errors", "limits"}
ENGINE = BASE | {"vocab", "automata", "grammar"}

# Layer -> the layers, or modules of them, that it may import at run time (besides itself).
LAYERS = {
    "errors": set(),
    "limits": set(),
    "vocab": BASE,
    "automata": BASE,
    "grammar": BASE | {"automata"},
    "frontends": BASE | {"automata", "grammar"},
    "constrain": ENGINE,
    "models": BASE | {"vocab"},
    "sampling": BASE | {"vocab", "constrain.base"},
    "resolve": ENGINE | {"frontends", "constrain"},
    "decoding": BASE | {"vocab", "constrain.base", "sampling", "models"},
    "drafts": BASE | {"vocab", "constrain.forced", "sampling"},
    "generate": ENGINE | {"frontends", "constrain", "sampling", "models", "resolve", "decoding", "drafts"},
    "integrations": ENGINE | {"frontends", "constrain", "sampling", "resolve"},
    "hf": {"integrations"},
    "testing": ENGINE | {"frontends", "constrain", "sampling"},
    "cli": BASE | {"", "models.catalog", "vocab.bitmask"},  # the public names, and helpers
    "__main__": {"cli"},
    "": BASE,  # gendecode/__init__.py: everything else is lazy
}

# Heavy or peculiar dependency -> the files that may import it.
OWNERS = {
    "torch": ["sampling/*", "models/*", "integrations/*", "generate.py", "decoding.py"],
    "transformers": ["models/hf.py", "models/convert_gguf.py", "models/prompts.py", "integrations/*"],
    "triton": ["sampling/mask_kernel.py"],
    "numba": ["constrain/kernels*.py"],
    "llvmlite": [],
    "interegular": [],
    "lark": ["frontends/lark/tree.py"],
    "pydantic": ["frontends/*"],
    "click": ["cli/*"],
    "rich": ["models/progress.py", "cli/*"],
    "jsonschema": [],
    "jsonschema_specifications": ["frontends/json_schema/registry.py"],
    "referencing": ["frontends/json_schema/registry.py"],
}

# Comes with the CUDA builds of torch; the library does without it elsewhere.
WITH_TORCH = {"triton"}


def sources() -> list[Path]:
    return sorted((ROOT / "gendecode").rglob("*.py"))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def runtime_imports(tree: ast.AST) -> Iterator[tuple[str, list[str]]]:
    """(module, names) of every import but those under ``if TYPE_CHECKING``."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from (found for child in node.orelse for found in runtime_imports(child))
        elif isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"a relative import in line {node.lineno}: write it in full"
            yield node.module or "", [alias.name for alias in node.names]
        else:
            yield from runtime_imports(node)


def imported_modules() -> dict[str, set[str]]:
    """Module of the package -> the modules it imports, as far down as they are modules."""
    known = {module_name(path) for path in sources()}
    graph: dict[str, set[str]] = {}
    for path in sources():
        found = graph.setdefault(module_name(path), set())
        for module, names in runtime_imports(ast.parse(path.read_text(encoding="utf-8"))):
            submodules = {f"{module}.{name}" for name in names} & known
            rest = len(submodules) < len(names) or not names
            found |= submodules | ({module} if rest else set())
    return graph


GRAPH = imported_modules()


def layer(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


@pytest.mark.parametrize("module", sorted(GRAPH))
def test_arrows_go_down_the_ranks(module: str) -> None:
    own = layer(module)
    assert own in LAYERS, f"{own} is a new layer: give it a row in LAYERS"
    inside = {target.removeprefix("gendecode").removeprefix(".") for target in GRAPH[module] if is_ours(target)}
    allowed = LAYERS[own] | ({own} if own else set())
    wrong = {name for name in inside if name not in allowed and name.split(".")[0] not in allowed}
    assert not wrong, f"{module} must not import {sorted(wrong)}"


def is_ours(module: str) -> bool:
    return module == "gendecode" or module.startswith("gendecode.")


def test_no_cycles() -> None:
    ours = {module: {target for target in targets if is_ours(target)} for module, targets in GRAPH.items()}
    # Whoever imports a module runs the __init__ files above it; that is no arrow of its own.
    order = list(graphlib.TopologicalSorter({m: t - {m} for m, t in ours.items()}).static_order())
    assert set(order) >= set(ours)


def test_nothing_imports_the_test_helpers() -> None:
    assert [module for module, targets in GRAPH.items() if "gendecode.testing" in targets] == []


@pytest.mark.parametrize("package", sorted(OWNERS))
def test_dependency_stays_with_its_owner(package: str) -> None:
    users = {
        str(path.relative_to(ROOT / "gendecode"))
        for path in sources()
        if any(target.split(".")[0] == package for target in GRAPH[module_name(path)])
    }
    assert {user for user in users if not any(fnmatch(user, pattern) for pattern in OWNERS[package])} == set()


def test_every_dependency_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {name.split(">")[0].strip().lower().replace("-", "_") for name in project["dependencies"]}
    used = {target.split(".")[0] for targets in GRAPH.values() for target in targets} - {"gendecode", "__future__"}
    assert used - set(sys.stdlib_module_names) - WITH_TORCH <= declared


def test_version_is_said_once() -> None:
    import gendecode

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert gendecode.__version__ == project["version"]
    assert f"## [{gendecode.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def loaded_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(result.stdout.split())


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import gendecode", {"torch", "transformers", "numpy", "numba", "pydantic"}),
        (
            "import gendecode as gd; gd.compile, gd.regex, gd.choice, gd.json_schema, gd.Vocab",
            {"torch", "transformers"},
        ),
        (
            "import gendecode as gd; gd.json_schema({'$ref': '#/$defs/a', '$defs': {'a': {'$id': 'a'}}})",
            {"referencing", "jsonschema_specifications"},
        ),
        ("import gendecode as gd; gd.from_type", {"torch", "transformers"}),
        ("import gendecode.cli.main", {"torch", "transformers", "numba"}),
        ("import gendecode.sampling", {"transformers"}),
    ],
)
def test_light_imports_stay_light(statement: str, absent: set[str]) -> None:
    assert loaded_after(statement) & absent == set()


def test_public_names_resolve() -> None:
    import gendecode

    assert [name for name in gendecode.__all__ if getattr(gendecode, name, None) is None] == []
    assert set(gendecode._LAZY) < set(gendecode.__all__)


def test_submodules_do_not_take_the_place_of_functions() -> None:
    code = "import gendecode.generate, gendecode as gd\nprint(callable(gd.generate), callable(gd.compile))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert result.stdout.split() == ["True", "True"]
