"""How a scenario ends: it returns (passed), raises `Failure`, or raises `Skip` with the reason.

Any other exception is a failure too; the runner prints its traceback.
"""

import time


class Failure(Exception):
    """The behaviour under test is not what was promised. The text says what was expected and what was seen."""


class Skip(Exception):
    """This machine cannot run the scenario. The text says what is missing."""


def expect(condition, reason):
    """Raises `Failure(reason)` unless the condition holds."""
    if not condition:
        raise Failure(reason)


def expect_equal(seen, wanted, what):
    """Raises `Failure` that shows both values unless they are equal."""
    if seen != wanted:
        raise Failure(f"{what}: expected {shorten(wanted)}, got {shorten(seen)}")


def wait_until(condition, seconds, what, pause=0.05):
    """Polls until the condition gives something true, and returns that. After `seconds` it raises `Failure`.

    The condition is tried once more after the time is up, so that a stalled machine does not fail a condition that
    holds.
    """
    deadline = time.monotonic() + seconds
    while True:
        late = time.monotonic() >= deadline
        value = condition()
        if value:
            return value
        if late:
            raise Failure(f"waited {seconds:g} s in vain for {what}")
        time.sleep(pause)


def shorten(value, limit=400):
    """The value as it would be written in Python, cut where it gets long."""
    text = repr(value)
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"
