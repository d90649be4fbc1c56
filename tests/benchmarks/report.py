"""The table and the plot of a run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tests.benchmarks.measuring import STALL_MS, Size, percentile

OURS, INDEXED = "copydesk sqlite", "copydesk tantivy"
COLOURS = ("#b55", "#d93", "#06c", "#0aa", "#393", "#939")


def table(sizes: Sequence[Size]) -> str:
    """The figures, as Markdown: searches, then the goals with what was reached."""
    lines = [
        "| passages | search | CPU ms | p50 ms | p95 ms | agrees with exact BM25 @50 |",
        "|---|---|---|---|---|---|",
    ]
    for size in sizes:
        lines += [
            f"| {size.passages:,} | {name} | {size.cpu(name):.1f} | {size.wall(name, 0.5):.1f} | "
            f"{size.wall(name, 0.95):.1f} | {size.agreement(name):.2f} |"
            for name in size.searches
        ]
    lines += ["", f"| goal | target | {' | '.join(f'{size.passages:,}' for size in sizes)} |"]
    lines.append("|---|---|" + "---|" * len(sizes))
    for goal, target, values in _goals(sizes):
        lines.append(f"| {goal} | {target} | {' | '.join(values)} |")
    return "\n".join(lines)


def _goals(sizes: Sequence[Size]) -> Iterator[tuple[str, str, list[str]]]:
    for name, what in ((OURS, "p95 of a question, to tantivy's"), (INDEXED, "the same with COPYDESK_SEARCH=tantivy")):
        yield f"{what}, CPU", "≤ 8×", [f"{size.cpu_p95(name) / size.cpu_p95('tantivy'):.1f}×" for size in sizes]
        clock = [f"{size.wall(name, 0.95) / size.wall('tantivy', 0.95):.1f}×" for size in sizes]
        yield f"{what}, by the clock", "≤ 8×", clock
    yield "its CPU, to FTS5 `rank`", "≤ 0.10×", [f"{size.cpu(OURS) / size.cpu('fts5 rank'):.2f}×" for size in sizes]
    yield "agreement with exact BM25", "≥ .75", [f"{size.agreement(OURS):.2f}" for size in sizes]
    yield "the same with COPYDESK_SEARCH=tantivy", "≥ .75", [f"{size.agreement(INDEXED):.2f}" for size in sizes]
    grown = [f"{two.cpu(OURS) / one.cpu(OURS):.1f}×" for one, two in pairwise(sizes)]
    yield "growth of a question's CPU", "≤ 5×", ["–", *grown]
    yield "ingest, to a bare FTS5 insert", "≥ 0.8×", [f"{size.ingest_to_bare:.2f}×" for size in sizes]
    yield "ingest, passages a second of CPU", "", [f"{size.ingest_rate:,.0f}" for size in sizes]
    yield "search index, passages a second of CPU", "", [f"{size.index_rate:,.0f}" for size in sizes]
    yield "50 readers beside a writer, to alone", "≥ 0.8×", [f"{size.readers_beside_writer:.2f}×" for size in sizes]
    for how, stalls in (("", [size.stalls for size in sizes]), (", own CPU", [size.own_stalls for size in sizes])):
        p99, longest = ([percentile(each, part) for each in stalls] for part in (0.99, 1.0))
        yield f"loop stall beside a writer, p99{how}", "≤ 50 ms", [f"{each:.0f} ms" for each in p99]
        yield "the longest of them", "", [f"{each:.0f} ms" for each in longest]
        over = [f"{sum(each > STALL_MS for each in one)} of {len(one):,}" for one in stalls]
        yield f"of them over {STALL_MS:.0f} ms", "0", over
    yield "searches that found the archive locked", "0", [str(size.locked) for size in sizes]
    yield "archive on disk", "", [f"{size.megabytes:,.0f} MiB" for size in sizes]
    yield "peak memory of the run so far", "", [f"{size.peak_memory:,.0f} MiB" for size in sizes]


def plot(sizes: Sequence[Size]) -> str:
    """CPU of a question against passages, both by powers of ten, as SVG."""
    names = list(dict.fromkeys(name for size in sizes for name in size.searches))
    values = [size.cpu(name) for size in sizes for name in size.searches]
    left, right = math.log10(sizes[0].passages), math.log10(sizes[-1].passages)
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def at(passages: float, cpu: float) -> tuple[float, float]:
        across = (math.log10(passages) - left) / (right - left or 1)
        up = (math.log10(cpu) - low) / (high - low or 1)
        return 60 + 400 * across, 300 - 260 * up

    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 340" font-family="sans-serif" font-size="12">']
    parts.append('<rect width="640" height="340" fill="white"/>')
    for power in range(low, high + 1):
        y = at(sizes[0].passages, 10**power)[1]
        parts.append(
            f'<path d="M60 {y:.0f}H460" stroke="#ddd"/><text x="52" y="{y + 4:.0f}" text-anchor="end">{10.0**power:g} ms</text>'
        )
    parts += [
        f'<text x="{at(size.passages, 10**low)[0]:.0f}" y="320" text-anchor="middle">{size.passages:,}</text>'
        for size in sizes
    ]
    for index, name in enumerate(names):
        points = [at(size.passages, size.cpu(name)) for size in sizes if name in size.searches]
        line = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
        colour = COLOURS[index % len(COLOURS)]
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="{colour}"/>' for x, y in points]
        parts.append(f'<text x="480" y="{50 + 20 * index}" fill="{colour}">{name}</text>')
    parts.append('<text x="60" y="20">CPU of a question against passages</text></svg>')
    return "\n".join(parts)
