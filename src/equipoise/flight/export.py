"""Write flights as text that others read: JSON, CSV, CZML (Cesium), KML, GeoJSON."""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from equipoise.errors import InputError
from equipoise.flight.fly import burnouts, fly
from equipoise.flight.footprint import find_footprint
from equipoise.flight.summary import ADVICE
from equipoise.flight.trace import trace
from equipoise.results.table import Table
from equipoise.scenario.flights import Flight

SUMMARY = (
    "status", "t_end_s", "speed_end_m_s", "flight_path_angle_end_deg", "azimuth_end_deg", "latitude_end_deg", "longitude_end_deg",
    "altitude_end_m", "ground_range_m", "downrange_m", "crossrange_m", "max_aero_accel_g", "max_heat_flux_W_m2",
    "max_dynamic_pressure_Pa", "heat_load_J_m2", "apogee_m", "t_apogee_s", "n_evaluations",
)  # fmt: skip
FORMATS = ("json", "csv", "czml", "kml", "geojson")


def export_flights(
    flights: Sequence[Flight], form: str, *, every_s: float = 10.0, tolerance: float = 1.0, content: str = "summary"
) -> str:
    """Fly the flights at central values and write them in one of FORMATS.

    content: summary (json, csv: a row a flight; czml, kml, geojson: its track), samples (json, csv: a row each `every_s`), or
    footprint (geojson: the ground a glider can reach).
    """
    refuse_mismatch(form, content)
    if content == "footprint":
        features = [f for flight in flights for f in json.loads(find_footprint(flight).to_geojson())["features"]]
        return json.dumps({"type": "FeatureCollection", "features": features}) + "\n"
    if content == "samples":
        samples = trace(flights, every_s=every_s, tolerance=tolerance)
        rows = [{k: _plain(v) for k, v in row.items()} for row in samples.rows()]
        return json.dumps(rows, indent=1) + "\n" if form == "json" else _csv(rows, tuple(samples.schema.names))
    if form in ("json", "csv"):
        rows = summarise(flights, tolerance=tolerance)
        return json.dumps(rows, indent=1) + "\n" if form == "json" else _csv(rows, ("id", *SUMMARY))
    samples = trace(flights, every_s=every_s, tolerance=tolerance)
    tracks = {f.id: samples.where(flight=f.id) for f in flights}
    return {"czml": _czml, "kml": _kml, "geojson": _geojson}[form](tracks)


def refuse_mismatch(form: str, content: str) -> None:
    """Refuse a content that has no such format."""
    accepted = {"summary": FORMATS, "samples": ("json", "csv"), "footprint": ("geojson",)}[content]
    if form not in accepted:
        raise InputError(path="--format", problem=f"{content} cannot be written as {form}", accepted=", ".join(accepted))


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def summarise(flights: Sequence[Flight], *, tolerance: float = 1.0) -> list[dict[str, Any]]:
    """List one plain summary a flight; a heat flux that has no nose radius is null; boosted flights list their burnouts."""
    by_id = {row["flight"]: row for row in fly(flights, tolerance=tolerance).rows()}
    out = []
    for flight in flights:
        row = by_id[flight.id]
        item: dict[str, Any] = {"id": flight.id}
        for name in SUMMARY:
            item[name] = _plain(row[name])
        if getattr(flight.vehicle, "stages", ()):
            item["burnouts"] = burnouts(flight, tolerance=tolerance)
        item["advice"] = ADVICE[item["status"]]
        out.append(item)
    return out


def _csv(rows: list[dict[str, Any]], names: tuple[str, ...]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow(["" if row[name] is None else row[name] for name in names])
    return text.getvalue()


def _points(track: Table) -> list[tuple[float, float, float]]:
    return [
        (round(float(lon), 6), round(float(lat), 6), round(float(alt), 1))
        for lon, lat, alt in zip(track["longitude_deg"], track["latitude_deg"], track["altitude_m"], strict=True)
    ]


def _czml(tracks: dict[str, Table]) -> str:
    epoch = "2000-01-01T12:00:00Z"  # a nominal epoch: flights carry no date
    longest = max(float(t["t_s"][-1]) for t in tracks.values())
    end = f"2000-01-01T{12 + int(longest // 3600):02d}:{int(longest % 3600 // 60):02d}:{int(longest % 60):02d}Z"
    document = {
        "id": "document",
        "name": "equipoise flights",
        "version": "1.0",
        "clock": {"interval": f"{epoch}/{end}", "currentTime": epoch},
    }
    packets: list[dict[str, Any]] = [document]
    for name, track in tracks.items():
        flat: list[float] = []
        for t, point in zip(track["t_s"], _points(track), strict=True):
            flat += [round(float(t), 3), *point]
        packets.append(
            {
                "id": name,
                "name": name,
                "availability": f"{epoch}/{end}",
                "position": {"epoch": epoch, "cartographicDegrees": flat, "interpolationAlgorithm": "LAGRANGE", "interpolationDegree": 3},
                "point": {"pixelSize": 8, "color": {"rgba": [213, 94, 0, 255]}},
                "path": {"width": 2, "leadTime": 0, "material": {"solidColor": {"color": {"rgba": [0, 114, 178, 255]}}}},
            }
        )
    return json.dumps(packets) + "\n"


def _kml(tracks: dict[str, Table]) -> str:
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>equipoise flights</name>',
    ]
    for name, track in tracks.items():
        line = " ".join(f"{lon},{lat},{alt}" for lon, lat, alt in _points(track))
        parts.append(
            f"<Placemark><name>{escape(name)}</name><LineString><altitudeMode>absolute</altitudeMode>"
            f"<coordinates>{line}</coordinates></LineString></Placemark>"
        )
    return "\n".join([*parts, "</Document></kml>"]) + "\n"


def _geojson(tracks: dict[str, Table]) -> str:
    features = []
    for name, track in tracks.items():
        lines = split_at_date_line(_points(track))
        geometry = {"type": "MultiLineString", "coordinates": lines}
        features.append({"type": "Feature", "properties": {"id": name, "t_end_s": float(track["t_s"][-1])}, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features}) + "\n"


def split_at_date_line(points: list[tuple[float, float, float]]) -> list[list[list[float]]]:
    """Split a line where it crosses the 180th meridian (RFC 7946, section 3.1.9).

    >>> split_at_date_line([(170.0, 0.0, 0.0), (-170.0, 10.0, 0.0)])
    [[[170.0, 0.0, 0.0], [180.0, 5.0, 0.0]], [[-180.0, 5.0, 0.0], [-170.0, 10.0, 0.0]]]
    """
    lines: list[list[list[float]]] = [[list(points[0])]]
    for a, b in itertools.pairwise(points):
        jump = b[0] - a[0]
        if abs(jump) > 180.0:
            side = 180.0 if a[0] > 0.0 else -180.0
            w = (side - a[0]) / (jump - math.copysign(360.0, jump))
            lat, alt = round(a[1] + w * (b[1] - a[1]), 6), round(a[2] + w * (b[2] - a[2]), 1)
            lines[-1].append([side, lat, alt])
            lines.append([[-side, lat, alt]])
        lines[-1].append(list(b))
    return lines
