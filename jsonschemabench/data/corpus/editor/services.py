"""What runs programs: containers, pipelines, hooks."""

from __future__ import annotations

from jsonschemabench.data.corpus.editor.parts import COMMAND, GLOB, PATH, RANGE, config
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
    text,
    union,
)
from jsonschemabench.data.corpus.words import COUNT, CRON, HOST, LINK, NAME, PLAIN, PORT, SLUG, SPAN, VERSION


def services_shapes() -> dict[str, Shape]:
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
