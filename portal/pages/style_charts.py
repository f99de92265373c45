"""Every chart in every state, over made-up figures."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from dash.development.base_component import Component

from portal import burn_up, charts, components, ends, event_study, examples, wording
from portal.language import _, number, period_title
from portal.pages import verdicts, views
from portal.series import Series
from portal.traces import Figure
from portal.whiskers import whiskers
from portal.wording import effects, training
from release.reader import Observation


def sections() -> list[Component]:
    return [
        components.section(_("Charts over time"), *_lines()),
        components.section(_("Charts of parts"), *_parts()),
        components.section(_("Charts of places"), _one_scale(), _funnel()),
        components.section(_("Charts of training"), _burn_up(), _pace(), _study()),
    ]


def _lines() -> list[Component]:
    usual: list[float | None] = [*examples.VALUES]
    gaps = [None if n in (4, 5, 11) else v for n, v in enumerate(usual)]
    return [
        _line("line", _("Example of a line"), examples.series(usual), compared=True),
        _line("hidden", _("Example with hidden numbers"), examples.series(gaps)),
        _words(),
        _line("one", _("Example with one point"), examples.series([64])),
        _line("signals", _("Example with limits"), examples.series(usual, examples.changing())),
        _line("asked", _("Example of a chosen period"), examples.series(usual), asked="2025-06"),
        _line("asked-hidden", _("Example of a hidden period"), examples.series(gaps, half=0),
              asked="2025-06"),
    ]  # fmt: skip


def _line(
    id: str, title: str, shown: Series, *, compared: bool = False, asked: str = ""
) -> Component:
    measure = shown.measure
    others = [60 + n % 3 for n in range(len(shown.points))]
    figure = charts.line(
        shown.points,
        name=shown.area.name,
        target=measure.target,
        yrange=measure.scale,
        comparison=examples.months([*others]) if compared else None,
        comparison_name=_("Example force"),
        say=partial(wording.told, measure),
        found=shown.found,
        asked=asked,
    )
    table = views.numbers(shown, [], "")
    found = verdicts.told(shown)
    return components.chart(id, title, shown.headline, figure, table, found=found,
                            more=views.about(shown, cut=ends.above_zero(figure)))  # fmt: skip


def _words() -> Component:
    """Months that are only called few or most."""
    shown = replace(examples.series([64]), points=examples.worded(), point=examples.worded()[-1])
    return _line("words", _("Example with few and most"), shown)


def _parts() -> list[Component]:
    faces = examples.measure().breakdowns["face"].categories
    shares = {"one": 52.0, "two": 27.0, "three": 12.0, "four": 9.0}
    now = {f: [examples.seen("2026-03", v, 0, "face", f)] for f, v in shares.items()}
    months = ["2026-01", "2026-02", "2026-03"]
    over: dict[str, list[Observation]] = {
        f: [examples.seen(m, None if m == months[1] else v, 0, "face", f) for m in months]
        for f, v in shares.items()
    }
    measure = examples.measure()
    say, tell = partial(wording.said, measure), partial(wording.told, measure)
    groups = measure.breakdowns["group"].categories
    bars = [
        (title, examples.seen("2026-03", value, 6, "group", code))
        for (code, title), value in zip(groups.items(), (71, 64, None), strict=True)
    ]
    return [
        _of(
            "faces",
            _("Example of parts"),
            charts.faces(now, faces, say),
            [p for [p] in now.values()],
        ),
        _of(
            "faces-over-time",
            _("Example of parts over time"),
            charts.faces(over, faces, say),
            [p for points in over.values() for p in points],
        ),
        _of("bars", _("Example of groups"), charts.bars(bars, xrange=[0, 100], say=say, tell=tell),
            [p for _title, p in bars]),
    ]  # fmt: skip


def _of(id: str, title: str, figure: Figure, points: Sequence[Observation]) -> Component:
    """A chart of categories with its table."""
    measure = examples.measure()
    titles = {c: t for split in measure.breakdowns.values() for c, t in split.categories.items()}
    rows: list[list[Any]] = [
        [titles[p.category], period_title(p.period), wording.said(measure, p),
         wording.interval(measure, p)]
        for p in points
    ]  # fmt: skip
    columns = [_("Part"), _("Period"), _("Figure"), _("Likely range")]
    table = components.table(title, columns, rows)
    return components.chart(id, title, _("Example of a sentence."), figure, table)


def _one_scale() -> Component:
    """Places with their likely ranges on one scale, one of them without a number."""
    measure = examples.measure()
    rows: list[tuple[str, float | None, float]] = [
        (_("Example Station"), 74, 4),
        (_("Example Station 2"), 61, 9),
        (_("Example Station 3"), None, 0),
    ]
    items = [(name, examples.seen("2026-03", value, half)) for name, value, half in rows]
    say, tell = partial(wording.said, measure), partial(wording.told, measure)
    figure = whiskers(items, target=measure.target, scale=measure.scale, say=say, tell=tell)
    title = _("Example of places on one scale")
    cells = [[name, say(p), wording.interval(measure, p)] for name, p in items]
    table = components.table(title, [_("Place"), _("Figure"), _("Likely range")], cells)
    return components.chart("side-by-side", title, _("Example of a sentence."), figure, table)


def _funnel() -> Component:
    spots = examples.spots()
    figure = charts.funnel(spots, "higher", _("Cases behind the figure"), spots[0].name)
    rows = [[s.name, s.said, number(s.size)] for s in spots]
    title = _("Example of a funnel")
    columns = [_("Place"), _("Figure"), _("Based on")]
    table = components.table(title, columns, rows)
    return components.chart("funnel", title, _("Example of a sentence."), figure, table)


def _burn_up() -> Component:
    measure, coming = examples.measure(), examples.coming()
    points = examples.months([20, 31, 44, 52, 61, 66, None, 74, 76], 0, "2025-07")
    say = partial(wording.said, measure)
    figure = burn_up.figure(points, coming, "2026-10-31", say)
    rows = [[period_title(str(r["period"])), training.expected(r)] for r in reversed(coming)]
    rows += [[period_title(p.period), say(p)] for p in reversed(points)]
    title = _("Example of a burn-up")
    table = components.table(title, [_("Period"), _("Done")], rows)
    return components.chart("burn-up", title, training.band(), figure, table)


def _pace() -> Component:
    measure = examples.measure()
    points = examples.months([20, 31, 44], 0, "2026-01")
    say = partial(wording.said, measure)
    figure = charts.progress(points, 100, "2026-12-31", name=_("Example Station"), say=say)
    rows = [[period_title(p.period), say(p)] for p in reversed(points)]
    title = _("Example of the pace that is needed")
    table = components.table(title, [_("Period"), _("Done")], rows)
    return components.chart("pace", title, _("Example of a sentence."), figure, table)


def _study() -> Component:
    measure, points = examples.measure(), examples.study()

    def told(p: event_study.Point) -> str:
        return _("{when}: {figure} ({range})").format(
            when=effects.since(p.months),
            figure=effects.signed(measure, p.value),
            range=effects.between(measure, p.low, p.high),
        )

    rows = [
        [effects.since(p.months), effects.signed(measure, p.value),
         effects.between(measure, p.low, p.high)]
        for p in points
    ]  # fmt: skip
    title = _("Example of before and after")
    table = components.table(title, [_("When"), _("Difference"), _("Likely range")], rows)
    figure = event_study.figure(points, told)
    return components.chart("study", title, _("Example of a sentence."), figure, table)
