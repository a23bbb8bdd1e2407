"""The report as one HTML file that needs nothing else: no network, no other file, no script but its own.

Names, reasons and schemas come from anywhere. Jinja2 escapes them, the data of the script cannot end its element, and
the page's content security policy lets no other script run and nothing be fetched.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from jsonschemabench.measure import PASSED
from jsonschemabench.report import about, cases
from jsonschemabench.report.curves import figures
from jsonschemabench.report.plots import ENGINES, svg
from jsonschemabench.report.summary import Summary
from jsonschemabench.report.table import number, printable
from jsonschemabench.stats import RULES, EngineTimes

FOLDER = resources.files("jsonschemabench.report") / "page"


def write_html(path: Path, summary: Summary) -> None:
    """Write the report of a run. Raises OSError when the file cannot be written."""
    found = [
        {"name": one.name, "title": one.title, "note": one.note, "svg": Markup(svg(one))} for one in figures(summary)
    ]
    rows = cases.for_page(summary.run)
    content = render(
        "report.html.j2",
        title="Constraint engines on JSON Schemas",
        versions=about.versions(summary.run),
        machine=about.machine(summary.run),
        data=about.data(summary.run),
        not_timed=about.not_timed(summary.run),
        caption=about.caption(summary.run),
        tiles=[_tile(summary, name) for name in summary.engines],
        engine_colours=ENGINES,
        figures=found,
        tables=summary.tables(),
        cases=rows,
        cases_json=script_data(rows),
        rules=RULES,
    )
    path.write_text(content, encoding="utf-8")


def render(template: str, **values: Any) -> str:
    """A page of the folder ``page``, with its style and script inside."""
    loader = jinja2.FunctionLoader(lambda name: (FOLDER / name).read_text(encoding="utf-8"))
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style, script = ((FOLDER / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return environment.get_template(template).render(
        style=Markup(style), script=Markup(script), script_hash=Markup(f"sha256-{digest}"), **values
    )


def script_data(content: Any) -> Markup:
    """JSON for a ``<script>``: what could end the element, or begin a comment, is written as an escape."""
    return Markup(json.dumps(content).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _tile(summary: Summary, engine: str) -> Mapping[str, str]:
    rule = "common" if len(summary.engines) > 1 else "own"
    mine = [record.outcome for record in summary.run.records if record.engine == engine]
    figures: EngineTimes = summary.figures[rule][engine]
    first, masks = figures.first_mask.values, figures.masks.values
    return {
        "engine": printable(engine),
        "passed": f"{100 * mine.count(PASSED) / len(mine):.1f} % passed",
        "first_mask": f"first mask {_times(first)}" if first else "no first mask",
        "masks": f"between masks {_times(masks)}" if masks else "no masks",
        "rule": f"times: {rule} cases",
    }


def _times(values: Mapping[str, float]) -> str:
    return f"p50 {number(values['p50'])}, p99 {number(values['p99'])} µs"
