"""The report of a folder of results: means, every instance, what was not run and why, and gap over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean

from benchmarks.chart import Line, gap_over_time
from benchmarks.results import PICTURE, REPORT, Record, Results
from scheduler.formats.files import write_text

ByMethod = dict[str, list[Record]]
#: Notes on so many instances are listed, then their number.
LISTED = 5


def write_report(results: Results, skipped: Mapping[str, Sequence[str]]) -> Path:
    """Write the report and its picture from what is recorded; the report's path."""
    lines = mean_curves(results.records)
    title = f"{results.environment['set']}: mean gap to the best known value over time"
    if lines:
        write_text(results.folder / PICTURE, gap_over_time(lines, title))
    path = results.folder / REPORT
    write_text(path, report(results, skipped, picture=bool(lines)))
    return path


def report(results: Results, skipped: Mapping[str, Sequence[str]], *, picture: bool) -> str:
    """The report as Markdown."""
    records = results.records
    sections = [_head(results), "## Means\n", _means(records)]
    if picture:
        sections.append(f"![mean gap over time]({PICTURE})\n\nMeans over the runs that have a score; a method that "
                        "does not say what it reached when is a dot at its end.\n")  # fmt: skip
    sections += ["## By instance\n", _by_instance(records), *_remarks(records, skipped)]
    return "\n".join(sections)


def _head(results: Results) -> str:
    known = results.environment
    machine, versions = known["machine"], known["versions"]
    loads = ", ".join(f"{load:g}" for one in known["sessions"] for load in one["load_average"][:1])
    limit = f"{known['seconds']:g} s of wall time" if known["seconds"] else "by counts alone, no time limit"
    return "\n".join(
        [
            f"# {known['set']}",
            "",
            f"Objective: {known['objective']}.",
            "",
            f"{limit}, {known['workers']} cores for every method; a method of one thread runs once a core and the "
            "best counts. The limit holds from the problem to the plan, the building of models included. Every plan is "
            "judged by the same checker; a plan with a violation has no score. "
            "A gap is in percent of the best known value, and only a plan that serves everything has one.",
            "",
            f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}; "
            + ", ".join(f"{name} {version}" for name, version in versions.items() if version)
            + f"; engine source {known['engine_source'][:12]}. Began {known['sessions'][0]['started']}; "
            f"load average at the start of each session: {loads}.",
            "",
        ]
    )


def _means(records: Sequence[Record]) -> str:
    methods = _grouped(records)
    common = _common(methods)
    shared = f"mean gap % on the {len(common)} all have"
    rows = [
        [
            name,
            str(len({record["instance"] for record in own})),
            str(len(own)),
            str(sum(record["feasible"] for record in own)),
            str(sum(record["feasible"] and record["unserved"] == 0 for record in own)),
            _mean(_instance_gaps(own).values()),
            _mean(gap for instance, gap in _instance_gaps(own).items() if instance in common),
            _worst(_instance_gaps(own).values()),
            _mean((record["unserved"] for record in own if record["unserved"] is not None), 1),
            _mean((record["wall"] for record in own if record["wall"] is not None), 1),
            str(max((record["memory_mb"] or 0 for record in own), default=0)),
        ]
        for name, own in methods.items()
    ]
    head = ["method", "instances", "runs", "with a score", "all served", "mean gap %", shared, "worst gap %"]
    return _table([*head, "mean unserved", "mean wall s", "peak MB"], rows)


def _by_instance(records: Sequence[Record]) -> str:
    methods = _grouped(records)
    best = {record["instance"]: record["best_known"] for record in records}
    rows = [
        [instance, _number(value), *(_cell([r for r in own if r["instance"] == instance]) for own in methods.values())]
        for instance, value in best.items()
    ]
    known = any(value is not None for value in best.values())
    words = "Mean gap over seeds" if known else "Measures, one after the other, mean over seeds"
    return f"{words}.\n\n" + _table(["instance", "best known", *methods], rows)


def _cell(own: Sequence[Record]) -> str:
    """The mean gap of a method's runs on an instance, or, without gaps, the means of its measures."""
    if not own:
        return ""
    scored = [record for record in own if record["feasible"]]
    unserved = [record["unserved"] for record in scored if record["unserved"]]
    gaps = [record["gap_percent"] for record in scored if record["gap_percent"] is not None]
    if not scored:
        return "no score"
    if gaps:
        partly = f" ({len(unserved)} of {len(own)} not all served)" if unserved else ""
        return f"{fmean(gaps):.2f} %{partly}"
    worths = [w if isinstance(w := record["objective"], list) else [w] for record in scored]
    means = " / ".join(_number(fmean(column)) for column in zip(*worths, strict=True))
    return f"{means} ({fmean(unserved):.1f} unserved)" if unserved else means


def _remarks(records: Sequence[Record], skipped: Mapping[str, Sequence[str]]) -> list[str]:
    notes = _by_words(records, lambda record: record["note"])
    broken = _by_words(records, lambda record: record["violations"][0] if record["violations"] else "")
    sections = []
    for title, lines in (
        ("Not run", [f"- {name}: {_listed(words)}" for name, words in skipped.items()]),
        ("Notes", [f"- {name}: {words} ({_listed(sorted(which))})" for (name, words), which in notes.items()]),
        ("No score: the first violation", [f"- {n}: {w} ({_listed(sorted(i))})" for (n, w), i in broken.items()]),
    ):
        if lines:
            sections.append("\n".join([f"## {title}\n", *lines, ""]))
    return sections


def _by_words(records: Sequence[Record], words: Callable[[Record], str]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records:
        if words(record):
            found[record["method"], words(record)].add(record["instance"])
    return found


def mean_curves(records: Sequence[Record]) -> dict[str, Line]:
    """For each method the mean gap of its runs with a score, from when all of them have a plan."""
    lines: dict[str, Line] = {}
    for name, own in _grouped(records).items():
        scored = [record for record in own if record["gap_percent"] is not None]
        curves = [_gap_curve(record) for record in scored]
        if curves:
            moments = sorted({seconds for curve in curves for seconds, _ in curve})
            begun = max(curve[0][0] for curve in curves)
            lines[name] = [(at, fmean(_at(curve, at) for curve in curves)) for at in moments if at >= begun]
    return lines


def _gap_curve(record: Record) -> Line:
    """What a run reached when, as gaps; its end is what the judge says."""
    points = [(seconds, 100 * (value / record["best_known"] - 1)) for seconds, value in record["curve"]]
    return [*(point for point in points if point[0] < record["wall"]), (record["wall"], record["gap_percent"])]


def _at(curve: Line, moment: float) -> float:
    return [value for seconds, value in curve if seconds <= moment][-1]


def _grouped(records: Sequence[Record]) -> ByMethod:
    methods: ByMethod = defaultdict(list)
    for record in records:
        methods[record["method"]].append(record)
    return methods


def _instance_gaps(own: Sequence[Record]) -> dict[str, float]:
    """The mean gap over seeds of each instance that has one in every run."""
    gaps: dict[str, list[float | None]] = defaultdict(list)
    for record in own:
        gaps[record["instance"]].append(record["gap_percent"])
    return {name: fmean(v for v in values if v is not None) for name, values in gaps.items() if None not in values}


def _common(methods: ByMethod) -> set[str]:
    """The instances on which all methods that have any gap have one."""
    having = [set(gaps) for own in methods.values() if (gaps := _instance_gaps(own))]
    return set.intersection(*having) if having else set()


def _listed(words: Sequence[str]) -> str:
    more = f"; and {len(words) - LISTED} more" if len(words) > LISTED else ""
    return "; ".join(words[:LISTED]) + more


def _mean(values: Iterable[float], digits: int = 2) -> str:
    numbers = list(values)
    return f"{fmean(numbers):.{digits}f}" if numbers else ""


def _worst(values: Iterable[float]) -> str:
    numbers = list(values)
    return f"{max(numbers):.2f}" if numbers else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.4f}".rstrip("0").rstrip(".")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"
