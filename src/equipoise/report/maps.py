"""Draw the map: outlines, ground tracks, radars with coverage at the height of what they look for. Nothing is exaggerated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from equipoise.reference.library import load_outlines
from equipoise.report.drawing import BUILDER, GREY, INK, RIVAL, FigureBlock, drawing_style, new_figure, to_svg
from equipoise.report.reading import FloatArray, Reading
from equipoise.report.words import shorten, wrap
from equipoise.scenario.sensors import HorizonRadar, Radar

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG 1980
REFRACTION = 4.0 / 3.0  # effective Earth radius for radio waves in a standard atmosphere (Skolnik, Introduction to Radar Systems)
GLIDE_ALTITUDE_M = 40_000.0
HIGH_ALTITUDE_M = 1_000_000.0
SNAP_LATITUDE_RAD = math.radians(55.0)

Xy = tuple[FloatArray, FloatArray]
Track = tuple[str, str, FloatArray, FloatArray]  # owner, flight, latitudes, longitudes in radians


@dataclass(frozen=True)
class PlacedRadar:
    """Hold one radar with a place: where it stands, what sector it watches and how far.

    `within_m` is how far from its place a ship may stand; `nearest_m` above 0 makes it a radar that looks over the horizon.
    """

    owner: str
    title: str
    lat_rad: float
    lon_rad: float
    range_m: float
    said: str
    height_m: float = 0.0
    azimuth_rad: float = 0.0
    sector_rad: float = 2 * math.pi
    elevation_rad: float = 0.0
    within_m: float = 0.0
    nearest_m: float = 0.0

    def find_reach_rad(self, altitude_m: float) -> float:
        """Return the arc over ground to which it sees a target at an altitude."""
        if self.nearest_m > 0.0:
            return self.range_m / EARTH_RADIUS_M
        return find_coverage_rad(altitude_m, self.range_m, self.height_m, self.elevation_rad)


def project(lat_rad: FloatArray, lon_rad: FloatArray, lat0_rad: float, lon0_rad: float) -> Xy:
    """Project points by the azimuthal equidistant projection (Snyder 1987, USGS Professional Paper 1395, eq. 22-4, 22-5, 5-3).

    Radians throughout. Distance and direction from the centre are true. The pole lies a quarter circle from a centre on the equator:

    >>> x, y = project(np.array([math.pi / 2]), np.array([0.0]), 0.0, 0.0)
    >>> round(float(y[0]), 6)
    1.570796
    """
    dlon = np.asarray(lon_rad) - lon0_rad
    cos_c = np.sin(lat0_rad) * np.sin(lat_rad) + np.cos(lat0_rad) * np.cos(lat_rad) * np.cos(dlon)
    c = np.arccos(np.clip(cos_c, -1.0, 1.0))
    east = np.cos(lat_rad) * np.sin(dlon)
    north = np.cos(lat0_rad) * np.sin(lat_rad) - np.sin(lat0_rad) * np.cos(lat_rad) * np.cos(dlon)
    size = np.hypot(east, north)
    k = np.where(size > 0.0, c / np.where(size > 0.0, size, 1.0), 1.0)
    return k * east, np.where(size > 0.0, k * north, c)  # the point opposite the centre has no direction: north is as good as any


def find_coverage_rad(altitude_m: float, range_m: float = math.inf, height_m: float = 0.0, elevation_rad: float = 0.0) -> float:
    """Return the arc over ground at which a radar at a height still sees a target at an altitude.

    The lesser of the arc at its lowest beam (or at its horizon) on an Earth of 4/3 radius and the arc of a slant range on the true
    one. On the ground and at 40 km the horizon is 824 km away (approximation sqrt(2 * 8495 km * 40 km) = 824 km):

    >>> round(find_coverage_rad(40e3) * EARTH_RADIUS_M / 1e3)
    823
    """
    effective = REFRACTION * EARTH_RADIUS_M
    own, far = effective + height_m, effective + altitude_m
    beam = max(elevation_rad, -math.acos(effective / own))  # no ray goes through the ground
    if own * math.cos(beam) >= far or range_m <= abs(altitude_m - height_m):
        return 0.0
    lowest = effective * (math.acos(own * math.cos(beam) / far) - beam) / EARTH_RADIUS_M
    own, far = EARTH_RADIUS_M + height_m, EARTH_RADIUS_M + altitude_m
    cosine = (own**2 + far**2 - range_m**2) / (2 * own * far) if math.isfinite(range_m) else -1.0
    return max(0.0, min(lowest, math.acos(max(-1.0, min(1.0, cosine)))))


def draw_circle(lat_rad: float, lon_rad: float, arc_rad: FloatArray | float, azimuth_rad: FloatArray | None = None) -> Xy:
    """Return the latitudes and longitudes of a circle on the sphere, or of the points at given azimuths and arcs."""
    azimuth = np.linspace(0.0, 2 * math.pi, 121) if azimuth_rad is None else azimuth_rad
    lat = np.arcsin(np.sin(lat_rad) * np.cos(arc_rad) + np.cos(lat_rad) * np.sin(arc_rad) * np.cos(azimuth))
    lon = lon_rad + np.arctan2(np.sin(azimuth) * np.sin(arc_rad) * np.cos(lat_rad), np.cos(arc_rad) - np.sin(lat_rad) * np.sin(lat))
    return lat, lon


def draw_sector(radar: PlacedRadar, arc_rad: float) -> Xy:
    """Return the outline of what a radar watches out to an arc: a circle, a sector, or a ring cut to a sector."""
    inner = radar.nearest_m / EARTH_RADIUS_M
    if radar.sector_rad >= 2 * math.pi - 1e-9 and inner == 0.0:
        return draw_circle(radar.lat_rad, radar.lon_rad, arc_rad)
    azimuth = radar.azimuth_rad + np.linspace(-0.5, 0.5, 61) * radar.sector_rad
    arcs = np.concatenate([np.full(61, arc_rad), np.full(61, inner), [arc_rad]])
    return draw_circle(radar.lat_rad, radar.lon_rad, arcs, np.concatenate([azimuth, azimuth[::-1], azimuth[:1]]))


class Frame:
    """Hold the centre and the edge of the map."""

    def __init__(self, points: list[tuple[float, float]], home: tuple[float, float], *, is_snapped: bool = True) -> None:
        mean = np.mean([_unit(lat, lon) for lat, lon in points], axis=0)
        mean = mean / max(float(np.linalg.norm(mean)), 1e-9)
        self.lat0 = float(np.arcsin(np.clip(mean[2], -1.0, 1.0)))
        self.lon0 = float(np.arctan2(mean[1], mean[0]))
        if is_snapped and abs(self.lat0) > SNAP_LATITUDE_RAD:  # a map about the pole is easier to read; the two states lie left and right
            self.lat0 = math.copysign(math.pi / 2, self.lat0)
            gap = math.remainder(home[1] - home[0], 2 * math.pi)
            self.lon0 = home[0] + gap / 2
        far = max(float(np.hypot(*self.place(np.array([lat]), np.array([lon])))[0]) for lat, lon in points)
        self.edge = min(max(far + math.radians(10.0), math.radians(30.0)), math.radians(100.0))

    def place(self, lat: FloatArray, lon: FloatArray) -> Xy:
        """Project a line."""
        return project(lat, lon, self.lat0, self.lon0)

    def place_clipped(self, lat: FloatArray, lon: FloatArray) -> Xy:
        """Project a line, points beyond the edge pulled to just outside it."""
        x, y = self.place(lat, lon)
        r = np.hypot(x, y)
        scale = np.where(r > 1.05 * self.edge, 1.05 * self.edge / np.maximum(r, 1e-12), 1.0)
        return x * scale, y * scale


def _unit(lat: float, lon: float) -> FloatArray:
    return np.array([math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)])


def list_radars(reading: Reading) -> list[PlacedRadar]:
    """List the radars with a place, by state; those of architectures that are only compared are left out.

    Satellites have no place, and a radar without one stands at the end of the flight, which differs from run to run.
    """
    out = []
    for actor in (reading.case.builder, reading.case.rival):
        for sensor in actor.sensors:
            if isinstance(sensor, (Radar, HorizonRadar)) and sensor.latitude is not None and sensor.longitude is not None:
                out.append(_place_radar(actor.id, sensor, sensor.latitude.central, sensor.longitude.central))
    return out


def _place_radar(owner: str, sensor: Radar | HorizonRadar, lat_rad: float, lon_rad: float) -> PlacedRadar:
    title = sensor.title or sensor.id
    azimuth = sensor.azimuth.central if sensor.azimuth is not None else 0.0
    sector = sensor.sector.central if sensor.azimuth is not None else 2 * math.pi
    if isinstance(sensor, HorizonRadar):
        said = f"{sensor.range_min.describe()} to {sensor.range_max.describe()}, over the horizon, cues only"
        return PlacedRadar(
            owner, title, lat_rad, lon_rad, sensor.range_max.central, said, 0.0, azimuth, sector, nearest_m=sensor.range_min.central
        )
    height = sensor.altitude.central if sensor.altitude is not None else 0.0
    within = sensor.place_within.central if sensor.kind == "ship_radar" else 0.0
    said = sensor.range.describe() + (f"; drawn within {sensor.place_within.describe()}" if within > 0.0 else "")
    return PlacedRadar(
        owner, title, lat_rad, lon_rad, sensor.range.central, said, height, azimuth, sector, sensor.elevation_min.central, within
    )


def draw_map(reading: Reading) -> FigureBlock | None:
    """Draw ground tracks of the representative flights and the radars of both states."""
    tracks, radars = _list_tracks(reading), list_radars(reading)
    points = [(float(la), float(lo)) for _, _, lat, lon in tracks for la, lo in zip(lat[::20], lon[::20], strict=True)]
    points += [(r.lat_rad, r.lon_rad) for r in radars]
    if not points:
        return None
    frame = Frame(points, _find_homes(reading, tracks, radars))
    with drawing_style():
        figure, axes = new_figure(1, 2, 10.4, 7.4, gridspec_kw={"width_ratios": [2.45, 1.0]})
        panel, key = axes[0]
        draw_world(panel, frame)
        _draw_radars(panel, frame, reading, radars)
        _draw_tracks(panel, frame, reading, tracks)
        _write_key(key, reading, tracks, radars)
        svg = to_svg(figure, "map")
    rows = _radar_rows(reading, radars)
    low, high = (find_coverage_rad(h) * EARTH_RADIUS_M / 1e3 for h in (GLIDE_ALTITUDE_M, HIGH_ALTITUDE_M))
    return FigureBlock(
        "map",
        "Where it happens",
        "Ground tracks of the representative flights, one run of each, and radars of both states at the altitude of what they "
        "look for: the filled shapes are what a radar can see of a glider at 40 km (on the ground never farther than about "
        f"{low:,.0f} km, however strong), the thin outlines what it can see of a warhead at 1,000 km (at most {high:,.0f} km). "
        "Geometry only: flat ground, standard refraction, the lowest beam and the sector that the case declares (all round where it "
        "declares none). Satellites and radars without a fixed place are not on the map. Places are public and rounded to a degree.",
        f"Map centred at {math.degrees(frame.lat0):.0f} degrees north. {len(tracks)} ground tracks: "
        + "; ".join(f"{t[1]} of {reading.title_of(t[0])}" for t in tracks)
        + f". {len(radars)} radars: "
        + "; ".join(f"{r[1]}, sees {r[3]} km at 40 km and {r[4]} km at 1,000 km altitude" for r in rows)
        + ".",
        svg,
        ("no.", "radar", "state", "sees a target at 40 km to, km", "sees a target at 1,000 km to, km", "range as given"),
        rows,
        notice="Distances and directions from the centre of the map are true; neither tracks nor circles are exaggerated. "
        "Borders are only there to find one's way: dashed where disputed in the "
        "data used, and the program takes no position on any of them.",
    )


def _list_tracks(reading: Reading) -> list[Track]:
    samples = reading.table("samples")
    if samples is None:
        return []
    samples = samples.where(run=int(np.min(samples["run"])))
    out = []
    for threat in reading.case.flights:
        rows = samples.where(flight=threat.id)
        if rows.n_rows:
            out.append((threat.owner, threat.id, np.radians(rows["latitude_deg"]), np.radians(rows["longitude_deg"])))
    return out


def _find_homes(reading: Reading, tracks: list[Track], radars: list[PlacedRadar]) -> tuple[float, float]:
    homes = []
    for actor in (reading.case.builder, reading.case.rival):
        lon = [t[3][0] for t in tracks if t[0] == actor.id] + [r.lon_rad for r in radars if r.owner == actor.id]
        homes.append(math.atan2(sum(map(math.sin, lon)), sum(map(math.cos, lon))) if lon else 0.0)
    return homes[0], homes[1]


def draw_world(panel: Any, frame: Frame) -> None:
    """Draw land, coasts, borders and a graticule; keep the edge as `panel.world_edge` to clip by."""
    from matplotlib.patches import Circle, PathPatch
    from matplotlib.path import Path

    outlines = load_outlines()
    edge = Circle((0.0, 0.0), frame.edge, facecolor="#eef4f8", edgecolor="#8a8a8a", linewidth=0.8, zorder=0)
    panel.add_patch(edge)
    vertices, codes = [], []
    for ring in outlines["rings"]:
        x, y = frame.place_clipped(*_to_radians(ring))
        if len(x) > 3 and np.min(np.hypot(x, y)) < frame.edge:
            vertices.append(np.column_stack([x, y]))
            codes += [Path.MOVETO, *[Path.LINETO] * (len(x) - 2), Path.CLOSEPOLY]
    if vertices:
        land = PathPatch(Path(np.concatenate(vertices), codes), facecolor="#f7f3ea", edgecolor="none", zorder=1)
        panel.add_artist(land)  # as a patch its limits would be worked out, segment by segment; they are set below
        land.set_clip_path(edge)
    for name, style, width, color in (
        ("coasts", "-", 0.6, "#9a9a9a"),
        ("borders", "-", 0.4, "#bdbdbd"),
        ("disputed", (0, (2, 2)), 0.7, "#6f6f6f"),
    ):
        xs, ys = [], []
        for line in outlines[name]:
            x, y = frame.place(*_to_radians(line))
            inside = np.hypot(x, y) <= frame.edge
            if inside.any():
                xs += [*np.where(inside, x, np.nan), np.nan]
                ys += [*np.where(inside, y, np.nan), np.nan]
        panel.plot(xs, ys, color=color, linewidth=width, linestyle=style, zorder=2)
    _draw_graticule(panel, frame)
    panel.set_xlim(-1.01 * frame.edge, 1.01 * frame.edge)
    panel.set_ylim(-1.01 * frame.edge, 1.01 * frame.edge)
    panel.set_aspect("equal")
    panel.set_axis_off()
    panel.world_edge = edge


def _draw_graticule(panel: Any, frame: Frame) -> None:
    lines = [(np.full(181, math.radians(lat)), np.radians(np.linspace(-180, 180, 181))) for lat in (-60, -30, 0, 30, 60)]
    lines += [(np.radians(np.linspace(-85, 85, 86)), np.full(86, math.radians(lon))) for lon in range(-180, 180, 30)]
    for lat, lon in lines:
        x, y = frame.place(lat, lon)
        inside = np.hypot(x, y) <= frame.edge
        panel.plot(np.where(inside, x, np.nan), np.where(inside, y, np.nan), color="#d3dbe0", linewidth=0.4, zorder=1.5)


def _to_radians(line: list[list[float]]) -> Xy:
    array = np.radians(np.asarray(line, dtype=np.float64))
    return array[:, 1], array[:, 0]


def _draw_radars(panel: Any, frame: Frame, reading: Reading, radars: list[PlacedRadar]) -> None:
    from matplotlib.patches import Polygon

    for k, radar in enumerate(radars, start=1):
        color = BUILDER if radar.owner == reading.case.builder.id else RIVAL
        lat, lon = radar.lat_rad, radar.lon_rad
        x, y = frame.place(*draw_sector(radar, radar.find_reach_rad(GLIDE_ALTITUDE_M)))
        patch = Polygon(
            np.column_stack([x, y]), facecolor=color, alpha=0.1 if radar.nearest_m > 0.0 else 0.22, edgecolor="none", zorder=3
        )
        panel.add_patch(patch)
        patch.set_clip_path(panel.world_edge)
        style: Any = (0, (4, 2)) if color == RIVAL else "-"
        outlines = [(draw_sector(radar, radar.find_reach_rad(HIGH_ALTITUDE_M)), style)]
        if radar.within_m > 0.0:
            outlines.append((draw_circle(lat, lon, radar.within_m / EARTH_RADIUS_M), (0, (1, 1.5))))
        for outline, dash in outlines:
            (ring,) = panel.plot(*frame.place(*outline), color=color, linewidth=0.7, linestyle=dash, alpha=0.6, zorder=3)
            ring.set_clip_path(panel.world_edge)
        x, y = frame.place(np.array([lat]), np.array([lon]))
        panel.text(
            x[0],
            y[0],
            str(k),
            ha="center",
            va="center",
            fontsize=6.8,
            color="white",
            zorder=6,
            bbox={"boxstyle": "circle,pad=0.25", "facecolor": color, "edgecolor": "white", "linewidth": 0.6},
        )


def _draw_tracks(panel: Any, frame: Frame, reading: Reading, tracks: list[Track]) -> None:
    for owner, name, lat, lon in tracks:
        color = BUILDER if owner == reading.case.builder.id else RIVAL
        x, y = frame.place(lat, lon)
        (line,) = panel.plot(x, y, color=color, linestyle=_track_style(reading, name), linewidth=2.1, zorder=5)
        line.set_clip_path(panel.world_edge)
        panel.plot(x[:1], y[:1], marker="o", color=color, markersize=5, markerfacecolor="white", zorder=5.5)
        panel.plot(x[-1:], y[-1:], marker="X", color=color, markersize=6, markeredgecolor="white", markeredgewidth=0.6, zorder=5.5)


def _track_style(reading: Reading, flight: str) -> Any:
    threat = next((t.threat_class for t in reading.case.flights if t.id == flight), "")
    return {"glider": "-", "ballistic": (0, (4, 1.6))}.get(threat, (0, (1, 1.2)))


def _write_key(panel: Any, reading: Reading, tracks: list[Track], radars: list[PlacedRadar]) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    panel.set_axis_off()
    handles: list[Any] = []
    titles = {shorten(reading.title_of(a.id), 30) for a in (reading.case.builder, reading.case.rival)}
    for actor, color in ((reading.case.builder, BUILDER), (reading.case.rival, RIVAL)):
        handles.append(Patch(facecolor="none", edgecolor="none", label=shorten(reading.title_of(actor.id), 30)))
        for owner, name, *_ in tracks:
            if owner == actor.id:
                handles.append(Line2D([], [], color=color, linestyle=_track_style(reading, name), linewidth=2.1, label=shorten(name, 32)))
        own = [r for r in radars if r.owner == actor.id]
        if any(r.within_m > 0.0 for r in own):
            handles.append(Line2D([], [], color=color, linewidth=0.7, linestyle=(0, (1, 1.5)), label="where a ship may stand"))
        if any(r.nearest_m > 0.0 for r in own):
            handles.append(Patch(facecolor=color, alpha=0.1, label="ring over the horizon"))
        if own:
            handles.append(Patch(facecolor=color, alpha=0.22, label="radar sees 40 km"))
            handles.append(
                Line2D([], [], color=color, linewidth=0.7, linestyle=(0, (4, 2)) if color == RIVAL else "-", label="radar sees 1,000 km")
            )
    handles.append(Line2D([], [], color=GREY, marker="o", markerfacecolor="white", linestyle="none", label="start of a flight"))
    handles.append(Line2D([], [], color=GREY, marker="X", linestyle="none", label="end of a flight"))
    handles.append(Line2D([], [], color="#6f6f6f", linewidth=0.7, linestyle=(0, (2, 2)), label="disputed border"))
    legend = panel.legend(handles=handles, loc="upper left", borderaxespad=0.0, handlelength=2.6)
    for text in legend.get_texts():
        if text.get_text() in titles:
            text.set_fontweight("bold")
            text.set_x(-36.0)
    panel.add_artist(legend)
    lines = [f"{k:>2}  {wrap(radar.title, 34, 1)}" for k, radar in enumerate(radars, start=1)]
    panel.text(0.0, 0.0, "\n".join(lines), transform=panel.transAxes, va="bottom", fontsize=7.8, color=INK, linespacing=1.35)


def _radar_rows(reading: Reading, radars: list[PlacedRadar]) -> tuple[tuple[str, ...], ...]:
    out = []
    for k, radar in enumerate(radars, start=1):
        seen = [f"{radar.find_reach_rad(h) * EARTH_RADIUS_M / 1e3:,.0f}" for h in (GLIDE_ALTITUDE_M, HIGH_ALTITUDE_M)]
        out.append((str(k), radar.title, reading.title_of(radar.owner), *seen, radar.said))
    return tuple(out)
