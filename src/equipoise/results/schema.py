"""State every result table: column, type, unit, frame, meaning, and whether it is truth or belief."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Column:
    """Describe one column. `may_be_missing` allows NaN where the thing did not happen (a burnout of a glider)."""

    name: str
    dtype: Literal["float64", "int64", "bool", "str"]
    unit: str
    meaning: str
    frame: str = ""
    may_be_missing: bool = False


@dataclass(frozen=True, slots=True)
class TableSchema:
    """Describe one table. standing: truth (what is), belief (what an actor thinks), or input."""

    name: str
    standing: Literal["truth", "belief", "input"]
    meaning: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """List the column names in order."""
        return tuple(c.name for c in self.columns)


def _f(name: str, unit: str, meaning: str, frame: str = "", *, missing: bool = False) -> Column:
    return Column(name, "float64", unit, meaning, frame, missing)


def _s(name: str, meaning: str) -> Column:
    return Column(name, "str", "", meaning)


RUN = Column("run", "int64", "", "number of the run (draw)")
_HISTORY = (RUN, _s("history", "which history: lens and variant"), Column("year", "int64", "year", "calendar year"))

FLIGHTS = TableSchema(
    "flights", "truth", "one row a flight and run: how it ended and its extremes",
    (
        RUN, _s("flight", "identifier of the flight"), _s("status", "how the flight ended"),
        _f("t_end_s", "s", "time at the end"), _f("speed_end_m_s", "m/s", "speed relative to the Earth at the end", "ecef"),
        _f("flight_path_angle_end_deg", "deg", "angle above the local horizontal at the end"),
        _f("azimuth_end_deg", "deg", "direction of flight at the end, clockwise from north"),
        _f("latitude_end_deg", "deg", "geodetic latitude at the end"), _f("longitude_end_deg", "deg", "longitude at the end"),
        _f("altitude_end_m", "m", "height above the ellipsoid at the end"),
        _f("ground_range_m", "m", "distance over ground from start to end"),
        _f("downrange_m", "m", "distance along the initial great circle"),
        _f("crossrange_m", "m", "distance off the initial great circle, right is positive"),
        _f("max_aero_accel_g", "g0", "largest aerodynamic acceleration"),
        _f("max_heat_flux_W_m2", "W/m2", "largest cold-wall stagnation heat flux (Sutton-Graves)", missing=True),
        _f("max_dynamic_pressure_Pa", "Pa", "largest dynamic pressure"),
        _f("heat_load_J_m2", "J/m2", "stagnation heat flux integrated over the flight", missing=True),
        _f("apogee_m", "m", "greatest height above the ellipsoid"), _f("t_apogee_s", "s", "time of the greatest height", missing=True),
        _f("t_burnout_s", "s", "time of the last burnout", missing=True),
        Column("n_evaluations", "int64", "", "evaluations of the forces that the flight took"),
    ),
)  # fmt: skip

SAMPLES = TableSchema(
    "samples", "truth", "one row a time step of a flight",
    (
        RUN, _s("flight", "identifier of the flight"), _f("t_s", "s", "time since the start"),
        _f("x_ecef_m", "m", "position", "ecef"), _f("y_ecef_m", "m", "position", "ecef"), _f("z_ecef_m", "m", "position", "ecef"),
        _f("vx_ecef_m_s", "m/s", "velocity", "ecef"), _f("vy_ecef_m_s", "m/s", "velocity", "ecef"),
        _f("vz_ecef_m_s", "m/s", "velocity", "ecef"),
        _f("latitude_deg", "deg", "geodetic latitude"), _f("longitude_deg", "deg", "longitude"),
        _f("altitude_m", "m", "height above the ellipsoid"), _f("speed_m_s", "m/s", "speed relative to the Earth", "ecef"),
        _f("flight_path_angle_deg", "deg", "angle above the local horizontal"),
        _f("azimuth_deg", "deg", "direction of flight, clockwise from north"),
        _f("density_kg_m3", "kg/m3", "density of the air"), _f("mach", "", "Mach number against the air, 0 in vacuum"),
        _f("dynamic_pressure_Pa", "Pa", "dynamic pressure"), _f("aero_accel_g", "g0", "aerodynamic acceleration"),
        _f("heat_flux_W_m2", "W/m2", "cold-wall stagnation heat flux (Sutton-Graves)", missing=True),
        _f("heat_flux_tauber_W_m2", "W/m2", "stagnation heat flux at the wall temperature (Tauber's form)", missing=True),
        _f("wall_temperature_K", "K", "stagnation wall in radiative equilibrium, emissivity 0.85", missing=True),
        Column("is_boosting", "bool", "", "whether an engine burns"),
        _f("infrared_W_sr", "W/sr", "radiant intensity of a glider in 1.4-3.0 um, geometric middle; 0 where no estimate applies"),
        _f("infrared_low_1p4_3p0um_W_sr", "W/sr", "low published estimate, 1.4-3.0 um"),
        _f("infrared_high_1p4_3p0um_W_sr", "W/sr", "high published estimate, 1.4-3.0 um"),
        _f("infrared_low_2p69_2p95um_W_sr", "W/sr", "low published estimate, 2.69-2.95 um"),
        _f("infrared_high_2p69_2p95um_W_sr", "W/sr", "high published estimate, 2.69-2.95 um"),
        _f("infrared_low_3_5um_W_sr", "W/sr", "low estimate, 3-5 um"), _f("infrared_high_3_5um_W_sr", "W/sr", "high estimate, 3-5 um"),
    ),
)  # fmt: skip

_SEEN = (
    RUN, _s("flight", "identifier of the flight"), _s("threat_class", "ballistic, glider, aeroballistic or cruise"),
    _s("attacker", "owner of the flight"), _s("defender", "owner of the sensors"),
    _s("shield", "which set of sensors: conventional, or the name of a counter-shield architecture"),
)  # fmt: skip

TRACKS = TableSchema(
    "tracks", "belief", "what one side's sensors know of one flight",
    (
        *_SEEN,
        _f("t_launch_seen_s", "s", "time of the first warning of the launch by satellites", missing=True),
        _f("t_cue_s", "s", "time of the first notice of any kind that tells sensors where to look", missing=True),
        _f("t_track_s", "s", "time of the first firm track", missing=True),
        _f("t_impact_s", "s", "time at which the flight ends"),
        _f("warning_time_s", "s", "from firm track to the end of the flight; 0 if never tracked"),
        _f("custody_fraction", "", "share of the flight after boost under firm track"),
        _f("longest_gap_s", "s", "longest stretch without a firm track after boost"),
        Column("n_gaps", "int64", "", "times at which a firm track was lost before the end"),
        Column("n_handovers", "int64", "", "changes of the sensors that hold the track"),
        _f("handover_error_m", "m", "largest standard error of position at a change of sensors or after a gap", missing=True),
        _f("track_error_m", "m", "median standard error of position under firm track, an axis", missing=True),
        _f("p_track", "", "share of the second half of the flight under firm track"),
        _f("track_capacity", "objects", "objects that the sensors can hold at once; infinite without a declared limit", missing=True),
        _s("reason", "why there is no firm track, or why it ends; empty if there is one to the end"),
    ),
)  # fmt: skip

TRACK_POINTS = TableSchema(
    "track_points", "belief", "one row a sample of a track, for figures: every fiftieth run",
    (
        *_SEEN,
        _f("t_s", "s", "time since the start of the flight"),
        _f("x_ecef_m", "m", "believed position; missing without a track", "ecef", missing=True),
        _f("y_ecef_m", "m", "believed position", "ecef", missing=True), _f("z_ecef_m", "m", "believed position", "ecef", missing=True),
        _f("error_m", "m", "standard error of position, an axis", missing=True),
        _f("p_manoeuvre", "", "believed probability that the target is turning or pulling up", missing=True),
        _s("state", "none, tentative, firm or coasting"), Column("n_sensors", "int64", "", "sensors that see it at this time"),
        _s("holder", "sensor that sees it best"),
    ),
)  # fmt: skip

CUSTODY = TableSchema(
    "custody", "belief", "one row a stretch of a flight under firm track",
    (
        *_SEEN, _f("t_start_s", "s", "start of the stretch"), _f("t_end_s", "s", "end of the stretch"),
        _s("holders", "sensors that hold it, in turn"),
    ),
)  # fmt: skip

_LAYER = (
    RUN, _s("attacker", "owner of the weapons"), _s("defender", "owner of the shield"),
    _s("shield", "conventional, or the name of a counter-shield architecture"), _s("layer", "identifier of the layer"),
    Column("order", "int64", "", "place of the layer in the sequence, first is 0"),
    _s("threat_class", "ballistic, glider, aeroballistic or cruise"),
)  # fmt: skip

ENGAGEMENTS = TableSchema(
    "engagements", "truth", "what one layer of one shield can do against one class of weapon",
    (
        *_LAYER,
        _f("p_engage", "", "probability that a weapon is engaged at all: p_reach x p_track_declared x p_warhead_engaged"),
        _f("p_reach", "", "probability that it comes within reach, in time and under a firm track"),
        _f("p_track_declared", "", "declared probability of a usable track; its failure is common as the raid says"),
        _f("p_ssk", "", "single-shot kill probability at the best look"),
        _f("p_ssk_base", "", "declared base rate of one shot, before what follows"),
        _f("f_closing", "", "factor for closing speed"), _f("f_altitude", "", "factor for height within the band"),
        _f("f_track", "", "factor for track error against divert"), _f("f_turn", "", "factor for turns after launch"),
        _f("f_manoeuvre", "", "factor for the target's pull against the interceptor's"),
        _f("n_opportunities", "", "looks at which a shot can be taken (1 = salvo only, 2 or more = shoot-look-shoot)"),
        _f("shots_per_target", "", "interceptors spent on one target at most"),
        _f("p_kill", "", "probability that an engaged weapon is killed by all its shots"),
        _f("shots_expected", "", "interceptors spent on one engaged target on average"),
        _f("t_first_launch_s", "s", "earliest launch", missing=True), _f("t_last_launch_s", "s", "latest launch", missing=True),
        _f("t_first_intercept_s", "s", "earliest intercept", missing=True), _f("t_last_intercept_s", "s", "latest intercept", missing=True),
        _f("intercept_altitude_m", "m", "height of the best look", missing=True),
        _f("closing_speed_m_s", "m/s", "closing speed at the best look", missing=True),
        _f("track_error_m", "m", "standard error of the track at handover of the best look", missing=True),
        _f("turn_m", "m", "how far the target moves from where it was expected at launch", missing=True),
        _f("availability", "", "probability that the layer works during the raid (one draw for the whole raid)"),
        _f("p_warhead_engaged", "", "probability that a weapon is taken for one"),
        _f("p_decoy_engaged", "", "probability that a decoy is engaged as a warhead"),
        _f("n_interceptors", "", "interceptors in the layer in the year of assessment"),
        _f("share_in_reach", "", "share of them that can take part (in orbit: that are in place)"),
        _f("n_engageable", "weapons", "weapons that its channels can take on while a raid passes", missing=True),
        _s("basis", "basis of the kill probability: P, S, G, D or A (assumption)"),
        _s("reason", "why the layer cannot engage this class, or empty"),
    ),
)  # fmt: skip

LEAKAGE = TableSchema(
    "leakage", "truth", "how much of a raid gets through a shield, one realisation a run",
    (
        RUN, _s("attacker", "owner of the weapons"), _s("defender", "owner of the shield"),
        _s("shield", "conventional, an architecture, or none"), _s("threat_class", "a class of weapon, or mixed"),
        Column("raid_size", "int64", "weapons", "weapons in the raid"),
        _f("n_leakers", "weapons", "weapons that get through"), _f("leak_fraction", "", "share of the raid that gets through"),
        _f("interceptors_spent", "interceptors", "interceptors spent"),
        _f("interceptors_wasted", "interceptors", "of these, spent on decoys and on weapons already dead"),
        _f("n_unreached", "weapons", "leakers that no layer could reach in time under track"),
        _f("n_untracked", "weapons", "leakers lost to a failure of tracking or taken for decoys"),
        _f("n_unserved", "weapons", "leakers for which channels or interceptors were wanting"),
        _f("cost_per_stop_usd2025", "usd2025", "marginal interceptor cost of one stopped weapon; missing if none stopped", missing=True),
    ),
)  # fmt: skip

EVENTS = TableSchema(
    "events", "truth", "what happened in a small raid and why, event by event: every fiftieth run",
    (
        RUN, _s("defender", "owner of the shield"), _s("shield", "conventional, or the name of an architecture"),
        _s("threat_class", "class of the raid"), _f("t_s", "s", "time since the first weapon's flight began"),
        Column("weapon", "int64", "", "number of the weapon or decoy, first is 0"), _s("layer", "identifier of the layer, or empty"),
        _s("event", "what happened"), _s("why", "why, in words"),
    ),
)  # fmt: skip

FOOTPRINTS = TableSchema(
    "footprints", "truth", "ground that one battery of a layer defends against a class, as a polygon round it: every fiftieth run",
    (
        *_LAYER, _f("latitude_deg", "deg", "place of the battery"), _f("longitude_deg", "deg", "place of the battery"),
        _f("approach_deg", "deg", "direction of flight of the weapons, clockwise from north"),
        _f("bearing_deg", "deg", "bearing from the battery, clockwise from north"),
        _f("defended_from_m", "m", "distance at which defended ground begins in that direction; 0 at the battery itself"),
        _f("defended_m", "m", "distance to which an attacked place is defended in that direction; 0 if none"),
        _f("two_shots_from_m", "m", "where ground begins with time for a second shot after a look"),
        _f("two_shots_m", "m", "distance to which there is time for a second shot after a look; 0 if none"),
    ),
)  # fmt: skip

SHIELD_COSTS = TableSchema(
    "shield_costs", "truth", "what a shield costs to the end of the case",
    (
        RUN, _s("defender", "owner of the shield"), _s("shield", "conventional, or the name of an architecture"),
        _f("first_year", "year", "first year of service", missing=True),
        _f("development_usd2025", "usd2025", "development"), _f("interceptors_usd2025", "usd2025", "interceptors"),
        _f("sensors_usd2025", "usd2025", "sensors that belong to it"),
        _f("operation_usd2025", "usd2025", "operation and replacement from the first year of service to the end of the case"),
        _f("total_usd2025", "usd2025", "all of these"),
    ),
)  # fmt: skip

EXCHANGES = TableSchema(
    "exchanges", "truth", "a first strike, the second strike after it and the ledger of both: spread over inner realisations of each run",
    (
        *_HISTORY, _s("striker", "who strikes first"), _s("retaliator", "who strikes second"),
        _s("posture", "day_to_day, generated, or launch_under_attack (day to day, and alert silo missiles leave before they are hit)"),
        _f("n_before", "weapons", "warheads before the strike = destroyed + survivors"),
        _f("n_destroyed", "weapons", "warheads destroyed by the first strike, mean"),
        _f("n_survivors", "weapons", "warheads that survive = withheld + failed + launched, mean"),
        _f("n_withheld", "weapons", "survivors held back as a reserve, mean"),
        _f("n_failed", "weapons", "survivors that fail on the way, mean"),
        _f("n_launched", "weapons", "survivors that fly = intercepted + arriving, mean; what would arrive had the striker no shield"),
        _f("n_intercepted", "weapons", "stopped by the striker's shield, mean"),
        _f("n_arriving", "weapons", "warheads that arrive through the striker's shield, mean"),
        _f("n_arriving_p05", "weapons", "5th percentile of arriving warheads"),
        _f("n_arriving_p95", "weapons", "95th percentile of arriving warheads"),
        _f("n_arriving_drawn", "weapons", "arriving warheads of the first realisation: over runs, their whole distribution"),
        _f("n_arriving_glider", "weapons", "gliders among the arriving, mean"),
        _f("n_arriving_no_gliders", "weapons", "arriving if the retaliator had no gliders, mean"),
        _f("p_none", "", "probability that nothing arrives"),
        _f("p_at_least_10", "", "probability that at least 10 arrive"), _f("p_at_least_100", "", "probability that at least 100 arrive"),
        _f("p_assured", "", "probability that at least the threshold number arrives"),
        _f("n_striker_before", "weapons", "the striker's warheads = held + failed + stopped + landed, mean"),
        _f("n_striker_held", "weapons", "of these not on alert or held back, mean"),
        _f("n_striker_failed", "weapons", "of these failed on the way, mean"),
        _f("n_striker_stopped", "weapons", "of these stopped by the other's shield, mean"),
        _f("n_landed_forces", "weapons", "of these landed on forces, mean"),
        _f("n_landed_value", "weapons", "of these landed on value, mean"),
        _f("damage", "", "share of the striker's abstract value that the second strike takes, mean"),
        _f("damage_unlimited", "", "the same without a first strike and without a shield: what damage limitation starts from, mean"),
    ),
)  # fmt: skip

_PAIR = (_s("state_a", "one state of the pair"), _s("state_b", "the other"), _s("posture", "posture of both"))
_INDICATORS = (
    _f("kent_thaler", "", "Kent-Thaler index: 1 no pull to strike first, towards 0 strong pull; on expected values, as published"),
    _f("cost_ratio_a", "", "cost of striking first over cost of being struck first, state a"), _f("cost_ratio_b", "", "the same, state b"),
    _f("counterforce_a", "", "share of counterforce at which a's cost is least"), _f("counterforce_b", "", "the same, state b"),
    _f("p_assured_a", "", "probability of an assured second strike, state a"), _f("p_assured_b", "", "the same, state b"),
    _f("p_none_a", "", "probability that a cannot retaliate at all"), _f("p_none_b", "", "the same, state b"),
    _f("n_arriving_a", "weapons", "second strike of a that arrives, mean"), _f("n_arriving_b", "weapons", "the same, state b"),
    _f("prompt_dependence_a", "", "arriving if launched under attack over arriving if ridden out, a; day to day only", missing=True),
    _f("prompt_dependence_b", "", "the same, state b", missing=True),
    _f("cone_a", "", "Intriligator-Brito: what a can land on b after b's full counterforce, over what deters b; 1 or more deters"),
    _f("cone_b", "", "what b can land on a over what deters a"),
    _f("blackmail_margin", "", "p_assured_a - p_assured_b: who could threaten whom"),
)  # fmt: skip

STABILITY = TableSchema(
    "stability", "truth", "indicators of stability of each pair of states, side by side", (*_HISTORY, *_PAIR, *_INDICATORS)
)

TREATIES = TableSchema(
    "treaties", "truth", "the same indicators with both sides held to a treaty, forces and shields of the year otherwise unchanged",
    (
        *_HISTORY, _s("treaty", "identifier of the treaty; 'none' for comparison"), *_PAIR,
        _f("n_before_a", "weapons", "warheads of a under the treaty"), _f("n_before_b", "weapons", "warheads of b under the treaty"),
        *_INDICATORS,
    ),
)  # fmt: skip

OFFENCE = TableSchema(
    "offence", "truth", "what would restore the second strike that the other's counter-shield takes away, and what that shield has cost",
    (
        *_HISTORY, _s("state", "who restores"), _s("against", "whose shield"),
        _f("n_wanted", "weapons", "expected second strike of the year had the other no counter-shield: the level to restore"),
        _f("n_expected", "weapons", "expected second strike now"),
        _f("warheads_needed", "weapons", "ballistic warheads to add, over all missile legs alike", missing=True),
        _f("gliders_needed", "weapons", "gliders to add instead", missing=True),
        _f("cost_usd2025", "usd2025", "price of the cheaper of the two", missing=True),
        _f("budget_usd2025_year", "usd2025", "that price spread over the years since the start", missing=True),
        _f("shield_usd2025", "usd2025", "interceptors of the other's counter-shield in service, at their unit price"),
        _f("margin_ratio", "", "Nitze's margin: a further unit of defence over the offence that cancels it, in price", missing=True),
    ),
)  # fmt: skip

DRAWDOWN = TableSchema(
    "drawdown", "truth", "what a first strike leaves as more weapons are spent on forces: expected values in the year of assessment",
    (
        RUN, _s("striker", "who strikes"), _s("retaliator", "who is struck"), _s("posture", "posture of both"),
        _f("spent", "weapons", "weapons spent on forces"), _f("own_left", "weapons", "the striker's alert missile warheads left"),
        _f("survivors", "weapons", "warheads of the other that survive"), _f("arriving", "weapons", "of these arriving in a second strike"),
    ),
)  # fmt: skip

SURFACE = TableSchema(
    "surface", "truth", "stability over the size of both shields, every fifth run: the forces of the year of assessment, abstract shields",
    (
        RUN, _s("state_a", "one state"), _s("state_b", "the other"),
        _f("engagements_a", "weapons", "weapons that a's shield can take on, each stopped with the declared probability"),
        _f("engagements_b", "weapons", "the same, state b"), _f("kent_thaler", "", "Kent-Thaler index, day to day"),
        _f("arriving_a", "weapons", "expected second strike of a"), _f("arriving_b", "weapons", "expected second strike of b"),
    ),
)  # fmt: skip

ARSENALS = TableSchema(
    "arsenals", "truth", "forces and shields of one actor in one year",
    (
        *_HISTORY, _s("actor", "identifier of the state"), _s("role", "builder or rival"),
        _f("n_ballistic", "weapons", "ballistic warheads deployed"), _f("n_glider", "weapons", "gliders deployed"),
        _f("n_interceptors_conventional", "interceptors", "interceptors of the conventional shield"),
        _f("n_interceptors_counter", "interceptors", "interceptors of the shield against hypersonics"),
        _f("spending_usd2025", "usd2025", "spent in the year on added offence and shields"),
        _f("alarm", "", "how far the state arms against the other this year by its decision rule, 0 to 1"),
        _f("p_assured_believed", "", "own second strike as the actor itself assesses it (worst-case under the neorealist lens)"),
    ),
)  # fmt: skip

ASSESSMENTS = TableSchema(
    "assessments", "belief", "what one audience believes of one state's intent in one year",
    (
        *_HISTORY, _s("observer", "audience that believes"), _s("target", "state believed about"),
        _f("p_security", "", "belief that the state seeks security"), _f("p_restorer", "", "belief that it restores a balance"),
        _f("p_hegemonic", "", "belief that it seeks superiority"),
        _f("p_hegemonic_expected", "", "what the state itself expects the other's leadership to believe of this", missing=True),
    ),
)  # fmt: skip

RACES = TableSchema(
    "races", "truth", "one row a run and history: what was spent and held in the end, and whether that counts as an answer or a spiral",
    (
        RUN, _s("history", "lens/variant, or lens/rule/variant where the rule is not the one shown"),
        _s("lens", "neorealist or constructivist"),
        _s("rule", "decision rule of both states"),
        _s("variant", "shield, no-counter-shield, unanswered, or a campaign"),
        _f("trust", "probability", "trust that is held fixed, where it is", missing=True),
        _f("offence_advantage", "", "offence-defence balance that is held fixed, where it is", missing=True),
        _f("spending_builder_usd2025", "usd2025", "spent to the end, builder"), _f("spending_rival_usd2025", "usd2025", "the same, rival"),
        _f("weapons_builder", "weapons", "weapons at the end, builder"), _f("weapons_rival", "weapons", "the same, rival"),
        _f("counter_builder", "interceptors", "interceptors against hypersonics at the end, builder"),
        _f("counter_rival", "interceptors", "the same, rival"),
        _f("p_assured_builder", "", "own assured second strike at the end as the builder believes"), _f("p_assured_rival", "", "the rival"),
        _f("years_armed_builder", "year", "sum over the years of how far it armed, builder"),
        _f("years_armed_rival", "year", "the same, rival"),
        Column("is_answer", "bool", "", "whether the rival arms in answer, against its path without the counter-shield"),
        Column("is_spiral", "bool", "", "whether the builder then arms against that answer too"),
    ),
)  # fmt: skip

EQUILIBRIA = TableSchema(
    "equilibria", "truth", "every equilibrium of the games that have several, in the year of assessment, every fifth run",
    (
        RUN, _s("rule", "decision rule"), _s("setting", "lens, and whether a counter-shield stands"),
        Column("equilibrium", "int64", "", "number of the equilibrium, first is 0"),
        _f("p_arm_builder", "", "odds that the builder arms (Markov: share of the four states in which it arms)"),
        _f("p_arm_rival", "", "the same, rival"), Column("is_taken", "bool", "", "whether the rule plays this one"),
        _s("taken_because", "how one is selected"),
    ),
)  # fmt: skip

TRUST = TableSchema(
    "trust", "truth", "how much trust it takes for the rival not to arm in answer (both states trusting alike)",
    (
        RUN, _f("threshold", "probability", "least trust at which the rival does not answer, where trust decides", missing=True),
        Column("answers_without_trust", "bool", "", "whether the rival arms in answer at trust 0"),
        Column("answers_with_trust", "bool", "", "whether it does so at trust 1"),
    ),
)  # fmt: skip

INPUTS = TableSchema(
    "inputs", "input", "the value of each uncertain number in each run",
    (RUN, _s("path", "field of the scenario"), _f("value", "SI", "drawn value, in SI")),
)

OUTCOMES = TableSchema(
    "outcomes", "truth", "the run-level numbers behind the eight answers",
    (RUN, _s("outcome", "name of the outcome"), _f("value", "as named", "value", missing=True)),
)

STATUS = TableSchema(
    "runs", "truth", "what became of each run",
    (RUN, _s("status", "done, failed or refused"), _s("reason", "why, if not done")),
)

SCORES = TableSchema(  # made after all runs, from arsenals and races: one row a forecaster and outcome, not a run
    "scores", "truth", "how a hindcast did: each outcome against what the runs and two naive forecasts said beforehand",
    (
        _s("forecast", "who forecasts: a history, one of a rule (lens/rule/shield, at the end only), or a naive one: persistence, trend"),
        _s("outcome", "identifier of the outcome"), _s("title", "the outcome in words"), _s("kind", "count, or the kind of event"),
        _s("actor", "state"), _s("quantity", "what is counted, or empty"), Column("year", "int64", "year", "year of the outcome"),
        _f("observed", "", "what happened: a number, or 1 for an event that came and 0 for one that did not"),
        _f("observed_low", "", "lower end of what sources leave open"), _f("observed_high", "", "upper end"),
        _f("expected", "", "mean of the forecast, or the probability of the event"),
        _f("p05", "", "5 % of the forecast; counts only", missing=True), _f("p50", "", "median", missing=True),
        _f("p95", "", "95 %", missing=True), _s("rule", "crps (counts) or brier (events); smaller is better"),
        _f("score", "", "the score: CRPS in units of the count, Brier from 0 to 1"),
        _f("log_score", "", "minus the logarithm of the forecast density (normal, moments of the forecast) or probability"),
        _f("is_covered", "", "1 if the observed value lies within the middle 90 of 100, 0 if not; counts only", missing=True),
        _f("skill_persistence", "", "1 - score / that of persistence (events: of the rule of succession)", missing=True),
        _f("skill_trend", "", "1 - score / that of a linear trend (events: of even odds)", missing=True),
    ),
)  # fmt: skip

ALL_SCHEMAS = (
    FLIGHTS, SAMPLES, TRACKS, TRACK_POINTS, CUSTODY, ENGAGEMENTS, LEAKAGE, EVENTS, FOOTPRINTS, SHIELD_COSTS, EXCHANGES, STABILITY,
    TREATIES, OFFENCE, DRAWDOWN, SURFACE, ARSENALS, ASSESSMENTS, RACES, EQUILIBRIA, TRUST, INPUTS, OUTCOMES, SCORES,
    STATUS,
)  # fmt: skip
