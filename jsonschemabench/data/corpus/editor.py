"""Configuration files that editors complete: many optional members, everything described, several ways to say a thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    flag,
    integer,
    listing,
    mapping,
    named,
    nullable,
    number,
    record,
    row,
    shape,
    text,
    union,
)
from jsonschemabench.data.corpus.words import (
    COLOUR,
    COUNT,
    CRON,
    EMAIL,
    HOST,
    LINK,
    NAME,
    PLAIN,
    PORT,
    SLUG,
    SPAN,
    VERSION,
)

PATH = text("src", "lib/index.js", minLength=1)
GLOB = text("**/*.py", "docs", bad=["", "a\\b"], pattern="^[^\\\\]+$")
RANGE = text("^1.2.0", ">=3", "*", bad=["one"], pattern="^([~^]|[<>]=?)?[0-9*]")
COMMAND = union(
    "anyOf", text("make test", "npm run build", minLength=1), listing(text("make", "-j2", "all"), minItems=1)
)
LEVEL = union("anyOf", choice("off", "warn", "error"), integer(0, 1, 2, minimum=0, maximum=2))


def told(**members: tuple[str, Shape]) -> dict[str, Shape]:
    """Members with descriptions, as an editor shows them."""
    return {name.rstrip("_").replace("__", "-"): one.but(description=words) for name, (words, one) in members.items()}


def config(required: Mapping[str, Shape], optional: Mapping[str, Shape], title: str, **keywords: object) -> Shape:
    """A configuration file: most of it is optional."""
    return record(required, optional, title=title, **keywords)


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    for name, found in {**languages(), **services()}.items():
        yield name, "draft7", found
    for name, found in looks().items():
        yield name, "draft4", found
    yield from _newer()


def languages() -> dict[str, Shape]:
    """Packages, compilers, linters, tests."""
    dependencies = named(
        "dependencies",
        mapping(
            union("anyOf", RANGE, record({"path": PATH}, {"optional": flag()})),
            ["left-pad", "ships"],
            propertyNames={"pattern": "^[a-z@][a-z0-9@/._-]*$"},
        ).but(bad=[{"Left": "*"}]),
    )
    script = named("script", COMMAND)
    rule = named(
        "rule", union("anyOf", LEVEL, row(LEVEL, record({}, {"max": COUNT, "allow": listing(PLAIN)}), minItems=1))
    )
    override = record(
        {"files": listing(GLOB, minItems=1)},
        {"rules": mapping(rule, ["no-shadow", "max-lines"]), "excluded": listing(GLOB)},
    )
    return {
        "package": config(
            told(name=("Of the package", SLUG), version=("To publish", VERSION)),
            told(
                description=("One line", PLAIN),
                keywords=("To be found by", listing(SLUG, uniqueItems=True)),
                dependencies=("Needed to run", dependencies),
                devDependencies=("Needed to work on it", dependencies),
                scripts=("What can be run", mapping(script, ["test", "build"])),
                author=("Who wrote it", union("oneOf", NAME, record({"name": NAME}, {"email": EMAIL, "url": LINK}))),
                private=("Never to be published", flag()),
                engines=("Versions of what runs it", mapping(RANGE, ["node"])),
                files=("What is packed", listing(GLOB)),
            ),
            "Package",
            closed=False,
        ),
        "compiler-options": config(
            {},
            told(
                target=("Version of the language", choice("es5", "es2020", "esnext")),
                strict=("All checks", flag()),
                outDir=("Where output goes", PATH),
                paths=("Other names of folders", mapping(listing(PATH, minItems=1), ["@/*", "lib"])),
                lib=("What is there at run time", listing(choice("dom", "es2020", "worker"), uniqueItems=True)),
                maxDepth=("Of types", integer(50, 1, minimum=1, maximum=1000)),
                extends_=("Another file", union("anyOf", PATH, listing(PATH))),
            ),
            "Options of a compiler",
        ),
        "linter": config(
            {},
            told(
                root=("Look no further up", flag()),
                rules=("What is checked", mapping(rule, ["no-eval", "indent"])),
                overrides=("For some files", listing(override)),
                env=("Where it runs", mapping(union("oneOf", flag(), choice("readonly")), ["browser", "node"])),
            ),
            "Linter",
        ),
        "formatter": config(
            {},
            told(
                width=("Of a line", integer(100, 40, 320, minimum=40, maximum=320)),
                indent=("Of a level", union("oneOf", choice("tab"), integer(4, 2, minimum=1, maximum=8))),
                quotes=("Around texts", choice("single", "double", "keep")),
                exclude=("Left alone", listing(GLOB, uniqueItems=True)),
                trailing__commas=("After the last", nullable(flag())),
            ),
            "Formatter",
            minProperties=1,
        ),
        "test-runner": config(
            {},
            told(
                roots=("Where tests are", listing(PATH, minItems=1)),
                timeout=("For each test", union("anyOf", SPAN, integer(5000, 100, minimum=1))),
                workers=(
                    "How many",
                    union("anyOf", integer(2, 1, minimum=1), text("50%", "100%", bad=["half"], pattern="^\\d{1,3}%$")),
                ),
                retries=("After a failure", integer(0, 2, minimum=0, maximum=5)),
                coverage=(
                    "What must be covered",
                    record(
                        {"lines": integer(80, 100, minimum=0, maximum=100)},
                        {"branches": integer(70, minimum=0, maximum=100), "exclude": listing(GLOB)},
                    ),
                ),
                reporters=("Who is told", listing(union("oneOf", SLUG, row(SLUG, record({}, {"output": PATH}))))),
            ),
            "Test runner",
        ),
        "build-targets": config(
            {
                "targets": mapping(
                    record(
                        {"command": COMMAND},
                        {
                            "inputs": listing(GLOB),
                            "outputs": listing(PATH),
                            "needs": listing(SLUG, uniqueItems=True),
                            "cache": flag(default=True),
                        },
                    ),
                    ["lint", "pack"],
                    pattern="^[a-z][a-z-]*$",
                    wrong="Build All",
                )
            },
            {"default": SLUG},
            "Build",
        ),
    }


def services() -> dict[str, Shape]:
    """What runs programs: containers, pipelines, hooks."""
    step = named(
        "step",
        union(
            "oneOf",
            record({"run": text("make", "pytest -q")}, {"name": NAME, "env": mapping(PLAIN, ["CI"]), "if": PLAIN}),
            record(
                {"uses": text("checkout@v4", "cache@v3", bad=["checkout"], pattern="@v\\d+$")},
                {"name": NAME, "with": mapping(union("anyOf", PLAIN, flag(), COUNT), ["path", "depth"])},
            ),
        ),
    )
    trigger = record({}, {"branches": listing(text("main", "release/*"), minItems=1), "paths": listing(GLOB)})
    job = record(
        {"steps": listing(step, minItems=1)},
        {
            "needs": union("oneOf", SLUG, listing(SLUG, minItems=1)),
            "runner": choice("linux", "windows", "macos"),
            "matrix": mapping(listing(union("anyOf", PLAIN, COUNT), minItems=1), ["python"]),
            "minutes": integer(10, 360, minimum=1, maximum=360),
        },
    )
    health = record({"test": COMMAND}, {"interval": SPAN, "retries": COUNT})
    service = record(
        {},
        {
            "image": text("web:1.4", "db"),
            "build": union("oneOf", PATH, record({"context": PATH}, {"args": mapping(PLAIN, ["V"])})),
            "ports": listing(
                union("anyOf", PORT, text("8080:80", "53:53/udp", bad=["a:b"], pattern="^\\d+:\\d+(/(tcp|udp))?$"))
            ),
            "depends_on": listing(SLUG, uniqueItems=True),
            "health": health,
            "restart": choice("no", "always", "on-failure"),
        },
        anyOf=[{"required": ["image"]}, {"required": ["build"]}],
    ).but(good=[{"image": "web:1.4"}, {"build": "src", "ports": [80]}], bad=[{"restart": "no"}])
    return {
        "pipeline": config(
            {"jobs": mapping(job, ["test", "deploy"], pattern="^[a-z][a-z0-9-]*$", wrong="1st job", minProperties=1)},
            {
                "on": union(
                    "oneOf",
                    choice("push", "manual"),
                    record({}, {"push": trigger, "schedule": listing(record({"cron": CRON}), minItems=1)}),
                ),
                "name": NAME,
            },
            "Pipeline",
        ),
        "compose": config(
            {"services": mapping(service, ["web", "db"], pattern="^[a-z]+$", wrong="Web 2")},
            {
                "volumes": mapping(nullable(record({}, {"external": flag(), "driver": SLUG})), ["data"]),
                "version": choice("1", "2"),
            },
            "Services",
        ),
        "hooks": config(
            {
                "repos": listing(
                    record(
                        {
                            "repo": union("anyOf", LINK, choice("local")),
                            "hooks": listing(
                                record(
                                    {"id": SLUG},
                                    {
                                        "args": listing(PLAIN),
                                        "stages": listing(choice("commit", "push"), uniqueItems=True),
                                        "files": PLAIN,
                                    },
                                ),
                                minItems=1,
                            ),
                        },
                        {"rev": VERSION},
                    )
                )
            },
            {"fail_fast": flag()},
            "Hooks",
        ),
        "dev-container": config(
            {},
            {
                "image": text("python:3.12", "debian"),
                "dockerFile": PATH,
                "features": mapping(record({}, {"version": RANGE}, closed=False), ["git"]),
                "forwardPorts": listing(PORT, uniqueItems=True),
                "postCreate": nullable(COMMAND),
            },
            "Container for development",
            oneOf=[{"required": ["image"]}, {"required": ["dockerFile"]}],
        ).but(
            good=[{"image": "debian"}, {"image": "a", "forwardPorts": [80]}, {"dockerFile": "Dockerfile"}],
            bad=[{}, {"image": "a", "dockerFile": "b"}],
        ),
        "proxy": config(
            {
                "routes": listing(
                    record(
                        {"host": HOST, "to": union("oneOf", LINK, record({"socket": PATH}))},
                        {"strip": flag(), "headers": mapping(nullable(PLAIN), ["X-By"])},
                    ),
                    minItems=1,
                )
            },
            {
                "listen": listing(PORT, minItems=1, uniqueItems=True),
                "tls": record({"cert": PATH, "key": PATH}, {"min": choice("1.2", "1.3")}),
            },
            "Proxy",
        ),
        "dependabot": config(
            {
                "updates": listing(
                    record(
                        {
                            "ecosystem": choice("pip", "npm", "cargo"),
                            "schedule": record(
                                {"interval": choice("daily", "weekly")},
                                {"day": choice("monday", "friday")},
                                if_={"properties": {"interval": {"const": "daily"}}},
                                then={"properties": {"day": False}},
                            ),
                        },
                        {
                            "limit": integer(5, 0, minimum=0),
                            "ignore": listing(record({"name": GLOB}, {"versions": listing(RANGE)})),
                        },
                    ),
                    minItems=1,
                )
            },
            {"version": choice(2)},
            "Updates",
        ).but(
            good=[
                {"updates": [{"ecosystem": "pip", "schedule": {"interval": "daily"}}]},
                {"updates": [{"ecosystem": "npm", "schedule": {"interval": "weekly", "day": "friday"}, "limit": 2}]},
                {"updates": [{"ecosystem": "cargo", "schedule": {"interval": "weekly"}}], "version": 2},
            ],
            bad=[
                {"updates": [{"ecosystem": "pip", "schedule": {"interval": "daily", "day": "monday"}}]},
                {"updates": [{"ecosystem": "pip", "schedule": {"interval": "hourly"}}]},
                {"updates": [{"ecosystem": "pip"}]},
                {"updates": []},
            ],
        ),
    }


def looks() -> dict[str, Shape]:
    """Themes, snippets, keys, file icons."""
    font = record(
        {},
        {
            "foreground": COLOUR,
            "background": COLOUR,
            "fontStyle": text(
                "italic", "bold underline", "", bad=["slanted"], pattern="^(italic|bold|underline|\\s)*$"
            ),
        },
        minProperties=1,
    )
    key = text("ctrl+s", "alt+shift+f", bad=["ctrl+", "s+ctrl"], pattern="^((ctrl|alt|shift|meta)\\+)*[a-z0-9]$")
    return {
        "colour-theme": config(
            {"name": NAME, "type": choice("dark", "light")},
            {
                "colors": mapping(
                    COLOUR, ["editor.background", "sideBar.border"], pattern="^[a-zA-Z.]+$", wrong="editor background"
                ),
                "tokenColors": listing(
                    record({"scope": union("anyOf", SLUG, listing(SLUG)), "settings": font}, {"name": NAME})
                ),
            },
            "Theme",
        ),
        "snippets": mapping(
            record(
                {
                    "prefix": union("oneOf", text("for", "fn"), listing(text("for", "fn"), minItems=1)),
                    "body": union("oneOf", PLAIN, listing(PLAIN)),
                },
                {"description": PLAIN, "scope": SLUG},
            ),
            ["For loop", "Function"],
        ),
        "key-bindings": listing(
            record(
                {"key": key, "command": text("save", "-save", "go.to", minLength=1)},
                {"when": PLAIN, "args": union("anyOf", PLAIN, COUNT, record({}, {"to": PLAIN}, closed=False))},
            )
        ),
        "file-icons": config(
            {
                "icons": mapping(
                    record({"path": PATH}, {"size": integer(16, 8, 64, minimum=8, maximum=64)}), ["py", "md"]
                )
            },
            {"byName": mapping(SLUG, ["Makefile"]), "byEnding": mapping(SLUG, ["py"]), "folder": SLUG},
            "Icons",
        ),
        "workspace": config(
            {"folders": listing(record({"path": PATH}, {"name": NAME}), minItems=1)},
            {
                "settings": record(
                    {},
                    {
                        "tabSize": integer(4, 2, minimum=1, maximum=16),
                        "zoom": number(0, 1.5, minimum=-8, maximum=8),
                        "rulers": listing(integer(80, 120, minimum=1), maxItems=4),
                        "wrap": choice("off", "on", "column"),
                    },
                    closed=False,
                )
            },
            "Workspace",
        ),
        "launch": config(
            {
                "configurations": listing(
                    union(
                        "oneOf",
                        record(
                            {"type": choice("python"), "program": PATH},
                            {"args": listing(PLAIN), "console": choice("internal", "terminal")},
                        ),
                        record({"type": choice("attach"), "port": PORT}, {"host": HOST}),
                    )
                )
            },
            {"compounds": listing(record({"name": NAME, "of": listing(NAME, minItems=2)}))},
            "Launch",
        ),
    }


def _newer() -> Iterator[tuple[str, str, Shape]]:
    base = {"type": "object", "properties": {"extends": {"type": "string"}, "enabled": {"type": "boolean"}}}
    yield (
        "plugin",
        "draft2019-09",
        shape(
            {
                "$defs": {"base": base},
                "allOf": [{"$ref": "#/$defs/base"}],
                "properties": {
                    "command": {"type": "string", "minLength": 1},
                    "timeout": {"type": "integer", "minimum": 0},
                },
                "required": ["command"],
                "unevaluatedProperties": False,
            },
            [{"command": "a"}, {"command": "a", "enabled": True, "timeout": 3}, {"extends": "b", "command": "c"}],
            [
                {"enabled": True},
                {"command": ""},
                {"command": "a", "enabled": 1},
                {"command": "a", "other": 1},
                {"command": "a", "timeout": -1},
            ],
        ),
    )
    tree = {
        "$id": "https://example.org/tree",
        "$dynamicAnchor": "node",
        "type": "object",
        "properties": {"label": {"type": "string"}, "children": {"type": "array", "items": {"$dynamicRef": "#node"}}},
        "required": ["label"],
    }
    yield (
        "outline",
        "draft2020-12",
        shape(
            {
                "$id": "https://example.org/strict-tree",
                "$dynamicAnchor": "node",
                "$ref": "tree",
                "unevaluatedProperties": False,
                "$defs": {"tree": tree},
            },
            [
                {"label": "a"},
                {"label": "a", "children": []},
                {"label": "a", "children": [{"label": "b", "children": [{"label": "c"}]}]},
            ],
            [
                {},
                {"label": "a", "color": 1},
                {"label": "a", "children": [{"label": "b", "color": 1}]},
                {"label": "a", "children": [{}]},
            ],
        ),
    )
    yield (
        "settings-sync",
        "draft2020-12",
        config(
            {"profile": SLUG},
            {
                "include": listing(GLOB),
                "exclude": listing(GLOB),
                "every": SPAN,
                "token": text("abc" * 8, "x" * 20, minLength=20, writeOnly=True),
                "server": union("oneOf", LINK, record({"host": HOST, "port": PORT})),
            },
            "Sync",
            dependentRequired={"every": ["server"], "server": ["token"]},
        ).but(
            good=[{"profile": "a"}],
            bad=[{"profile": "a", "every": "PT1H"}, {"profile": "a", "server": "https://example.org/"}],
        ),
    )
    yield (
        "language-injection",
        "draft2020-12",
        record(
            {
                "scope": SLUG,
                "patterns": listing(
                    union(
                        "anyOf",
                        record({"match": PLAIN}, {"name": SLUG}),
                        record({"begin": PLAIN, "end": PLAIN}, {"name": SLUG, "contains": listing(SLUG)}),
                        record({"include": text("#block", "source.py", bad=["block 1"], pattern="^[#a-z.]+$")}),
                    ),
                    minItems=1,
                ),
            },
            {"priority": integer(0, 3, minimum=0)},
            title="Grammar of highlighting",
        ),
    )
