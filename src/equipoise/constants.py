"""Cited physical constants as plain floats, in SI units."""

from __future__ import annotations

WGS84_A_M = 6378137.0  # equatorial radius; NIMA TR8350.2, 3rd ed., table 3.1
WGS84_F = 1.0 / 298.257223563  # flattening; NIMA TR8350.2
MU_EARTH_M3_S2 = 3.986004418e14  # gravitational parameter with atmosphere; NIMA TR8350.2
OMEGA_EARTH_RAD_S = 7.292115e-5  # rotation rate; NIMA TR8350.2
J2_EARTH = 1.08262982e-3  # second zonal harmonic, from WGS-84 C20; NIMA TR8350.2
SPHERE_RADIUS_M = 6371000.0  # mean radius used for spherical problems
G0_M_S2 = 9.80665  # standard gravity; CGPM 1901
US76_R0_M = 6356766.0  # effective Earth radius of the US Standard Atmosphere 1976
US76_RGAS_J_KMOL_K = 8314.32  # gas constant of the 1976 standard (not today's 8314.46)
US76_M0_KG_KMOL = 28.9644  # molar mass of air at sea level, 1976 standard
SUTTON_GRAVES_EARTH = 1.7415e-4  # stagnation heating constant, SI; Sutton and Graves, NASA TR R-376 (1971)
STEFAN_BOLTZMANN_W_M2_K4 = 5.670374419e-8  # CODATA 2018
SPEED_OF_LIGHT_M_S = 299792458.0  # exact
BOLTZMANN_J_K = 1.380649e-23  # exact
SECONDS_PER_DAY = 86400.0
