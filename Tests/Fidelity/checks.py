"""Runs the checks of one script and prints one JSON line for each, so that whoever counts them can name those that fail."""

import json
import sys
import traceback

_checks = []


def check(name):
    """Marks a function as a check; its name is what it proves, as a sentence."""
    def mark(function):
        _checks.append((name, function))
        return function
    return mark


def equal(found, expected):
    """Fails unless both are the same."""
    assert found == expected, f"found {found!r}, expected {expected!r}"


def within(part, whole):
    """Fails unless the members of a dictionary are among those of another."""
    missing = {name: value for name, value in part.items() if name not in whole or whole[name] != value}
    assert not missing, f"found {({name: whole.get(name) for name in missing})!r}, expected {missing!r}"


def run():
    """Runs all checks in their order, each whatever became of the others."""
    failed = 0
    for name, function in _checks:
        try:
            function()
            print(json.dumps({"check": name, "ok": True}), flush=True)
        except Exception as trouble:  # noqa: BLE001 - a client's own exceptions are findings too
            failed += 1
            place = traceback.extract_tb(trouble.__traceback__)
            line = next((frame for frame in reversed(place) if frame.filename == sys.argv[0]), place[-1])
            body = getattr(trouble, "body", None) or getattr(trouble, "content", None)
            why = f"line {line.lineno}: {type(trouble).__name__}: {body or trouble}"
            print(json.dumps({"check": name, "ok": False, "why": why}), flush=True)
    sys.exit(1 if failed else 0)
