"""Code the record of words and deeds by a stated rule: what an event is evidence of, whom it contradicts, whom it accuses."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.scenario.perception import Event

SHIELD_THEMES = ("shield", "hypersonic_shield")
RELATED = 0.7  # a shield against other missiles is nearly the same thing (coding rule, open to dispute)


def evidence_key(event: Event) -> str:
    """Code an event as evidence: its stance and theme (the stated rule; change a likelihood to dispute it).

    >>> evidence_key(Event(date="2019", actors=("x",), kind="deed", stance="deploys", theme="shield", what="w", source="s"))
    'deploys_shield'
    """
    return f"{event.stance}_{event.theme}"


def shield_stance(event: Event) -> str:
    """Tell whether an event speaks or acts against shields, or for one's own: 'against', 'for' or ''.

    >>> shield_stance(Event(date="2019", actors=("x",), kind="word", stance="announces", theme="hypersonic_shield", what="w", source="s"))
    'for'
    """
    if event.theme not in SHIELD_THEMES:
        return ""
    if event.stance == "criticises":
        return "against"
    return "for" if event.stance in ("announces", "deploys", "develops") else ""


def year_of(event: Event) -> int:
    """Return the year of an event."""
    return int(event.date[:4])


def _likeness(event: Event, other: Event) -> tuple[float, float]:
    return 1.0 if event.theme == other.theme else RELATED, float(year_of(event) - year_of(other))


def find_reversal(record: Sequence[Event], event: Event, name: str) -> tuple[float, float] | None:
    """Find whether an event turns a state's last stance on shields round: (similarity, years between), or None.

    Only the first event after the turn counts, so that repeating oneself is not charged again; both turns count, from
    criticising to wanting a shield and back.
    """
    stance = shield_stance(event)
    if not stance:
        return None
    for other in reversed(record):
        if other.date < event.date and name in other.actors and shield_stance(other):
            return None if shield_stance(other) == stance else _likeness(event, other)
    return None


def find_own_deed(record: Sequence[Event], event: Event, name: str) -> tuple[float, float] | None:
    """Find the last word or deed for a shield of one's own before an accusation: (similarity, years between), or None."""
    for other in reversed(record):
        if other.date < event.date and name in other.actors and shield_stance(other) == "for":
            return _likeness(event, other)
    return None


def find_accused(event: Event, actors: Sequence[str]) -> str:
    """Find which of the two states a criticism of shields accuses: the one named, or the other of the two; '' if none.

    >>> joint = Event(date="2025", actors=("b", "c"), kind="word", stance="criticises", theme="shield", what="w", source="s")
    >>> find_accused(joint, ("a", "b"))
    'a'
    """
    if shield_stance(event) != "against":
        return ""
    if event.towards:
        return event.towards if event.towards in actors else ""
    others = [name for name in actors if name not in event.actors]
    return others[0] if len(others) == 1 else ""
