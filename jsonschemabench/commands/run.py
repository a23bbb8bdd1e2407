"""``jsonschemabench run``: measure engines on schemas, and report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gendecode.cli.status import DONE, NO
from jsonschemabench.commands.data import SOURCE, opened, selection
from jsonschemabench.commands.options import Command, Several
from jsonschemabench.commands.report import write

_COUNT = click.IntRange(min=1)


@click.command(cls=Command)
@click.option(
    "--engine",
    "engines",
    cls=Several,
    metavar="NAME...",
    default=["gendecode"],
    show_default=True,
    help="Engines to measure, see `jsonschemabench engines`; a module of yours by its full name.",
)
@click.option("--data", "source", metavar="SOURCE", default="corpus", show_default=True, help=f"What on: {SOURCE}")
@selection
@click.option("--sample", type=_COUNT, help="N cases, in proportion to the sizes of the subsets.")
@click.option(
    "--tokenizer",
    metavar="NAME",
    default="small",
    show_default=True,
    help="A tokenizer.json or its folder, a model that gendecode knows, 'small' (4,096 tokens, comes with the "
    "package; too small for figures to publish), or 'bytes'.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the records to this file. A run that was cut off goes on where it stopped, with the same command.",
)
@click.option("--fresh", is_flag=True, help="Begin anew, whatever --output holds.")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="Seconds that an engine may take for a case.",
)
@click.option(
    "--memory-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=8.0,
    show_default=True,
    help="GB of memory that the process of an engine may hold.",
)
@click.option(
    "--rounds",
    type=_COUNT,
    default=1,
    show_default=True,
    help="Measure everything N times, in fresh processes, and take the median of each time: on a machine "
    "that others use.",
)
@click.option(
    "--chunk", type=_COUNT, help="A fresh process for each N cases.  [default: one for all, as users have it]"
)
@click.option(
    "--jobs",
    type=_COUNT,
    default=1,
    show_default=True,
    help="Measure N cases at the same time. Outcomes stay the same; times become those of a busy machine.",
)
@click.option(
    "--ray",
    "address",
    metavar="[ADDRESS]",
    is_flag=False,
    flag_value="",
    default=None,
    help="Spread the work over a Ray cluster: the one at ADDRESS, or RAY_ADDRESS, or this machine.",
)
@click.option(
    "--order",
    type=click.Choice(["any", "declared"]),
    default="any",
    show_default=True,
    help="Order of object members that gendecode accepts.",
)
@click.option("--no-gate", is_flag=True, help="Time engines that fail the gate too, see `jsonschemabench engines`.")
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as one page with plots, too."
)
@click.option("--no-report", is_flag=True, help="Only write the records.")
def run(**options: Any) -> int:
    """Compile every schema, feed it its instances token by token, and report.

    Each engine runs in a process of its own, with one thread; they take turns, schema by schema. A crash, a hang, or
    running out of memory costs the engine that schema. Before, each engine has to pass a gate of trivial schemas.

    \b
    Examples:
      jsonschemabench run
      jsonschemabench run --engine gendecode llguidance xgrammar --output records.jsonl
      jsonschemabench run --data maskbench.jsonl.gz --tokenizer llama/tokenizer.json --engine gendecode llguidance
      jsonschemabench run --subset kubernetes --limit 20 --time-limit 5

    Exit status: 0 all engines were measured, 1 one of them did not pass the gate, 2 the options do not fit.
    """
    import gendecode as gd  # noqa: PLC0415 -- the help is instant
    from jsonschemabench.engines.base import EngineFailed  # noqa: PLC0415

    try:
        return _run(options.pop("source"), options)
    except (gd.GendecodeError, EngineFailed, ValueError, OSError) as error:
        raise click.UsageError(str(error)) from error


def _run(source: str, options: dict[str, Any]) -> int:
    from rich.console import Console  # noqa: PLC0415

    from jsonschemabench.admission import admit, without_failures  # noqa: PLC0415
    from jsonschemabench.lanes import Lanes  # noqa: PLC0415
    from jsonschemabench.on_ray import RayCluster  # noqa: PLC0415
    from jsonschemabench.plan import Plan  # noqa: PLC0415
    from jsonschemabench.progress import Bars  # noqa: PLC0415
    from jsonschemabench.report import console  # noqa: PLC0415
    from jsonschemabench.report.summary import Summary  # noqa: PLC0415
    from jsonschemabench.report.terminal import print_summary  # noqa: PLC0415
    from jsonschemabench.running import describe, execute  # noqa: PLC0415
    from jsonschemabench.tokenizers import tokenizer_file  # noqa: PLC0415
    from jsonschemabench.tokens import Encoder, warm_job  # noqa: PLC0415
    from jsonschemabench.worker import MEMORY_KEPT  # noqa: PLC0415

    for path in (options["output"], options["html"]):
        if path is not None:  # before anything is measured
            path.parent.mkdir(parents=True, exist_ok=True)
    notes = Console(stderr=True, highlight=False, soft_wrap=True)
    cases = opened(source, {name: options[name] for name in ("subsets", "limit", "every", "sample", "shard")})
    tokenizer = tokenizer_file(options["tokenizer"])
    encode = Encoder(tokenizer)
    plan = Plan(
        engines=list(dict.fromkeys(options["engines"])),
        tokenizer=tokenizer,
        options={"order": options["order"]},
        time_limit=options["time_limit"],
        memory_limit=int(options["memory_limit"] * 1e9),
        rounds=options["rounds"],
        chunk=options["chunk"],
        jobs=options["jobs"],
        warm=warm_job(encode),
    )
    admitted = admit(plan, encode, not options["no_gate"])
    plan = without_failures(plan, admitted)
    for one in admitted:
        if one.failure:
            notes.print(f"{one.name} is not timed, it fails the gate: {one.failure}", markup=False)
    if not plan.engines:
        return NO
    if plan.jobs > 1 and options["address"] is None:
        notes.print(f"{plan.jobs} cases at a time: times are those of a busy machine")
    about = describe(plan, cases, encode, admitted, options["tokenizer"])
    address = options["address"]
    workplace = Lanes(plan, cases, encode) if address is None else RayCluster(plan, cases, address)
    output = options["output"]
    try:
        with Bars(plan.engines, len(cases) * plan.rounds, notes) as bars:
            found = execute(plan, cases, about, workplace, output, options["fresh"], bars.begin, bars.add)
    except KeyboardInterrupt:
        if output:
            notes.print(f"{output} has what was measured; the same command goes on from there")
        raise
    for name, one in found.about["engines"].items():
        if kept := one.get("why restarted", {}).get(MEMORY_KEPT):
            notes.print(f"{name} leaks: {kept} times its process was full of what earlier cases had left behind")
    if not options["no_report"]:
        summary = Summary.of(found)
        print_summary(summary, console())
        write(summary, options["html"], None)
    return DONE if len(plan.engines) == len(admitted) else NO
