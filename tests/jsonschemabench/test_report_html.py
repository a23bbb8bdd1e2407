"""The page: what is in it, that it needs nothing else, and that text from elsewhere stays text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from jsonschemabench.cli import cli
from jsonschemabench.records import Run, write_about, write_record
from jsonschemabench.report.html import write_html
from jsonschemabench.report.plots import ENGINES, tick
from jsonschemabench.report.summary import Summary
from reporting import HOSTILE, about, record, sample_run


class Elements(HTMLParser):
    """All elements with their attributes, and the text of those that hold data, style or script."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[str] = []
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] in ("script", "style") and data.strip():
            self.raw.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    write_html(path, Summary.of(sample_run()))
    return path.read_text(encoding="utf-8")


def test_it_has_every_plot_table_and_case(page: str) -> None:
    elements = Elements(page)
    summary = Summary.of(sample_run())
    assert len(elements.of("svg")) == 6
    tables = [one.get("id") for one in elements.of("table")]
    assert tables == [*(f"table-{table.name}" for table in summary.tables()), None]
    data = next(json.loads(text) for text in elements.raw if text.startswith("{"))
    assert len(data["rows"]) == 24 and data["columns"][:2] == ["engine", "case"]
    for figure in elements.of("svg"):
        label = str(figure["aria-labelledby"])
        assert any(one.get("id") == label for _, one in elements.found), "each plot has a name"


def test_ids_are_unique_and_links_lead_somewhere(page: str) -> None:
    elements = Elements(page)
    ids = [str(one["id"]) for _, one in elements.found if "id" in one]
    assert len(ids) == len(set(ids))
    links = {value[1:] for _, one in elements.found for value in one.values() if value and value.startswith("#")}
    links |= set(re.findall(r"url\(#([^)]*)\)", page))
    assert links and links <= set(ids)


def test_nothing_is_fetched(page: str) -> None:
    elements = Elements(page)
    for tag, attributes in elements.found:
        assert tag not in ("iframe", "object", "embed", "base", "img")
        for name in ("src", "href", "xlink:href", "action", "srcset"):
            assert (attributes.get(name) or "#").startswith(("#", "data:")), (tag, attributes)
    assert "@import" not in page and not re.search(r"url\((?!#)", page)


def test_only_its_own_script_may_run(page: str) -> None:
    elements = Elements(page)
    policy = next(str(one["content"]) for one in elements.of("meta") if one.get("http-equiv"))
    digests = re.findall(r"'sha256-([^']*)'", policy)
    code = [text for text in elements.raw if "use strict" in text]
    assert (
        policy.startswith("default-src 'none'") and "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    )
    assert digests == [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in code]
    assert not any(name.startswith("on") for _, one in elements.found for name in one)


def test_text_from_elsewhere_stays_text(page: str, tmp_path: Path) -> None:
    assert HOSTILE not in page and "<img" not in page and "\x1b" not in page
    assert len(Elements(page).of("script")) == 2
    hostile = '"><script>alert(1)</script>$x$'
    run = Run(
        [record(hostile, hostile, 1, [1.0, 2.0], subset=hostile, keywords=[hostile], schema_bytes=9, reason=hostile)],
        {**about(hostile), "data": hostile},
    )
    write_html(tmp_path / "page.html", Summary.of(run))
    content = (tmp_path / "page.html").read_text(encoding="utf-8")
    elements = Elements(content)
    assert len(elements.of("script")) == 2 and "<script>alert" not in content
    assert len(elements.of("svg")) == 6


def test_colours_are_the_pages(page: str) -> None:
    svgs = "".join(re.findall(r"<svg.*?</svg>", page, re.DOTALL))
    assert "var(--engine-0)" in svgs and "var(--engine-1)" in svgs and "currentColor" in svgs
    assert set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{3,6})", svgs)) == set()
    assert page.count(f"--engine-{ENGINES - 1}:") == 3, "light, dark, printed"


def test_a_run_without_times_has_a_page_too(tmp_path: Path) -> None:
    run = Run([record("x", "a", None, outcome="refused", reason="no")], {})
    write_html(tmp_path / "page.html", Summary.of(run))
    assert len(Elements((tmp_path / "page.html").read_text(encoding="utf-8")).of("svg")) == 1


def test_many_engines_fit(tmp_path: Path) -> None:
    names = [f"engine {number}" for number in range(11)]
    records = [record(name, f"case {k}", k + 1.0, [1.0, 2.0], schema_bytes=50) for name in names for k in range(2)]
    write_html(tmp_path / "page.html", Summary.of(Run(records, about(*names))))
    assert all(name in (tmp_path / "page.html").read_text(encoding="utf-8") for name in names)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(0.5, "µs", "0.5 µs"), (10, "µs", "10 µs"), (1e4, "µs", "10 ms"), (1e6, "µs", "1 s"), (1e3, "bytes", "1 kB"),
     (100, "bytes", "100 B"), (0.001, "share", "0.1 %"), (1, "share", "100 %")],
)  # fmt: skip
def test_ticks_say_their_unit(value: float, unit: str, text: str) -> None:
    assert tick(value, unit) == text


def test_the_command_writes_it(page: str, tmp_path: Path) -> None:
    run = sample_run()
    with open(tmp_path / "records.jsonl", "w", encoding="utf-8") as file:
        for one in run.records:
            write_record(file, one)
        write_about(file, run.about)
    page_file = tmp_path / "report.html"
    result = CliRunner().invoke(cli, ["report", str(tmp_path / "records.jsonl"), "--html", str(page_file), "--json"])
    assert result.exit_code == 0 and f"wrote {page_file}" in result.stderr
    json.loads(result.stdout)
    assert page_file.read_text(encoding="utf-8") == page, "the same run gives the same page"
