"""Packages, compilers, linters, tests."""

from __future__ import annotations

from jsonschemabench.data.corpus.editor.parts import COMMAND, GLOB, LEVEL, PATH, RANGE, config, told
from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    flag,
    integer,
    listing,
    mapping,
    named,
    nullable,
    record,
    row,
    text,
    union,
)
from jsonschemabench.data.corpus.words import COUNT, EMAIL, LINK, NAME, PLAIN, SLUG, SPAN, VERSION


def languages_shapes() -> dict[str, Shape]:
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
