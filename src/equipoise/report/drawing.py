"""Draw with one style: palette, line styles, SVG that can be set into a page, byte for byte the same each time."""

from __future__ import annotations

import gc
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from equipoise.report.reading import Band, FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's palette for colour-blind readers; every series also has its own line style or marker.
BUILDER, RIVAL = "#0072B2", "#D55E00"
GREEN, PURPLE, ORANGE, GREY, INK = "#009E73", "#8B4A7C", "#B57C00", "#767676", "#222222"
LENS_STYLES = {
    "neorealist/shield": (INK, "-", "capabilities only, with the counter-shield"),
    "neorealist/no-counter-shield": (INK, (0, (1, 1.6)), "capabilities only, without it"),
    "constructivist/shield": (GREEN, (0, (6, 1.6)), "intent read as well, with the counter-shield"),
    "constructivist/no-counter-shield": (GREEN, (0, (3, 1.5, 1, 1.5)), "intent read as well, without it"),
}

_RC: dict[str, Any] = {
    "svg.hashsalt": "equipoise",
    "svg.fonttype": "path",
    "text.parse_math": False,
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    "axes.titlesize": 9.5,
    "axes.titlelocation": "left",
    "axes.labelsize": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e4e4e4",
    "grid.linewidth": 0.7,
    "axes.axisbelow": True,
    "axes.edgecolor": "#8a8a8a",
    "xtick.labelsize": 8.0,
    "ytick.labelsize": 8.0,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "lines.linewidth": 1.7,
    "axes.formatter.useoffset": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "axes.unicode_minus": False,
}


@dataclass(frozen=True)
class FigureBlock:
    """Hold one figure of the report: picture, words for those who do not see it, and the numbers behind it."""

    key: str
    title: str
    caption: str
    alt: str
    svg: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notice: str = ""
    table_note: str = ""


@contextmanager
def drawing_style() -> Iterator[None]:
    """Set the style of all figures for a while, and keep missing glyphs of rare scripts from stopping a report.

    A figure is many thousand objects that point at each other: looking for garbage among them meanwhile would take a seventh of the time.
    """
    import matplotlib

    style: Any = _RC
    collects = gc.isenabled()
    gc.disable()
    try:
        with matplotlib.rc_context(style), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=r"Glyph .* missing from font")
            yield
    finally:
        if collects:
            gc.enable()


def new_figure(rows: int, columns: int, width: float, height: float, **options: Any) -> tuple[Figure, Any]:
    """Make a figure with a grid of axes (always a two-dimensional array)."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, **options)
    return figure, axes


def settle_layout(figure: Figure) -> None:
    """Run the layout of a figure and round where its axes lie.

    The solver's last bits differ from one drawing to the next; they would reach the picture's text through the names of clip paths.
    """
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.transforms import Bbox

    figure.set_dpi(72)  # with this and the canvas text is as wide as in the picture
    FigureCanvasSVG(figure)
    for panel in figure.get_axes():
        if not panel.child_axes and panel.xaxis.get_ticks_position() != "top":  # nothing between a title and its panel
            vars(panel)["_autotitlepos"] = False  # else its place is found anew, at some cost, from every label at every pass
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    figure.set_layout_engine(None)  # no engine at all: with one that only holds the place, saving draws everything twice
    for panel in figure.get_axes():
        panel.set_position(Bbox(np.round(panel.get_position(original=True).get_points(), 7)))


def to_svg(figure: Figure, key: str) -> str:
    """Write a figure as SVG to set into HTML: no metadata, no outside names, identifiers unique to the figure."""
    settle_layout(figure)
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)
    text = re.sub(r'\sxmlns(:xlink)?="[^"]*"', "", text).replace("xlink:href", "href")
    named = set(re.findall(r'(?:href="#|url\(#)([^")]+)', text))  # all other identifiers are for nobody
    text = re.sub(r'\sid="([^"]+)"', lambda m: f' id="{key}-{m.group(1)}"' if m.group(1) in named else "", text)
    text = re.sub(r'href="#([^"]+)"', rf'href="#{key}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{key}-\1)", text)
    text = re.sub(r'(?<= d=")[^"]+|(?<= [xy]=")[^"]+|translate\([^)]*\)', lambda m: re.sub(r"(\.\d{2})\d+", r"\1", m.group()), text)
    head, _, body = text.partition(">")
    box = re.search(r'viewBox="[^"]*"', head)
    body = re.sub(r"\n\s*", "\n", body).rstrip()
    return f'<svg {box.group() if box else ""} aria-hidden="true" focusable="false">{body}'


def draw_band(axes: Axes, x: FloatArray, b: Band, color: str, style: Any = "-", label: str = "", *, shows: str = "fill") -> None:
    """Draw a median line with its 90 % band; `shows` says how much of the band: fill, edges or nothing."""
    if shows == "fill":
        axes.fill_between(x, b.low, b.high, color=color, alpha=0.11, linewidth=0)
    if shows in ("fill", "edges"):
        for limit in (b.low, b.high):  # thin edges tell overlapping bands apart
            axes.plot(x, limit, color=color, linewidth=0.5, alpha=0.55, linestyle=style)
    axes.plot(x, b.median, color=color, linestyle=style, label=label or None)


def draw_whisker(axes: Axes, y: float, b: Band, color: str, marker: str, label: str = "", *, open_: bool = False) -> None:
    """Draw a dot at the median with a whisker over the 90 % band, lying down."""
    if not np.isfinite(b.median[0]):
        return
    axes.plot([b.low[0], b.high[0]], [y, y], color=color, linewidth=1.6, solid_capstyle="butt")
    axes.plot(
        [b.median[0]],
        [y],
        marker=marker,
        color=color,
        markersize=6.5,
        linestyle="none",
        markerfacecolor="white" if open_ else color,
        label=label or None,
    )


def add_legend(figure: Figure, axes: Axes, columns: int = 4) -> None:
    """Put one legend for all panels below them."""
    handles, labels = axes.get_legend_handles_labels()
    if handles:
        figure.legend(handles, labels, loc="outside lower center", ncols=columns, handlelength=3.2)


def set_year_axis(axes: Axes) -> None:
    """Write years as whole numbers, few of them."""
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:.0f}")


def set_count_axis(axes: Axes, which: str = "y") -> None:
    """Start an axis of counts at zero and write thousands with a comma."""
    axis = axes.yaxis if which == "y" else axes.xaxis
    (axes.set_ylim if which == "y" else axes.set_xlim)(0.0, None)
    axis.set_major_formatter(lambda v, _: f"{v:,.0f}" if abs(v) >= 10 or v == int(v) else f"{v:g}")


def set_log_axis(axes: Axes, which: str = "x") -> None:
    """Set a logarithmic axis with plain numbers at the decades and no labels between."""
    from matplotlib.ticker import LogLocator, NullFormatter

    (axes.set_xscale if which == "x" else axes.set_yscale)("log")
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_formatter(lambda v, _: f"{v:,.0f}" if v >= 1 else f"{v:g}")
    low, high = axes.get_xlim() if which == "x" else axes.get_ylim()
    if high < 100.0 * low:  # few decades: label 1, 2 and 5
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axis.set_minor_formatter(NullFormatter())
