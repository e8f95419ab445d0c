"""A person's hands: carries out edits at the sandbox's vendors through the vendors' own clients.

Reads JSON Lines from the file named first, or from stdin, and prints one JSON line for each as soon as it is done:
{"ok": true, "result": ...} or {"ok": false, "status": 404, "error": ...}. docs/TESTING.md lists what can be asked.
"""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hands_hubspot import HubSpotHands  # noqa: E402
from hands_pipedrive import PipedriveHands  # noqa: E402
from hands_salesforce import SalesforceHands  # noqa: E402

HANDS = {"salesforce": SalesforceHands, "hubspot": HubSpotHands, "pipedrive": PipedriveHands}


class Desk:
    """The hands that are logged in so far: each vendor is logged in to when it is first needed."""

    def __init__(self):
        self.hands = {}

    def do(self, task):
        vendor, verb = task.pop("vendor"), task.pop("do")
        if vendor not in HANDS:
            raise ValueError(f"no vendor {vendor}, only {', '.join(HANDS)}")
        if vendor not in self.hands:
            self.hands[vendor] = HANDS[vendor]()
        hands = self.hands[vendor]
        if verb.startswith("_") or not callable(getattr(hands, verb, None)):
            known = [name for name in dir(hands) if not name.startswith("_") and callable(getattr(hands, name))]
            raise ValueError(f"{vendor} cannot {verb}, only {', '.join(known)}")
        return getattr(hands, verb)(**task)


def carry_out(desk, line):
    """One line in, one answer out; whatever goes wrong is told, and the next line is read."""
    try:
        return {"ok": True, "result": desk.do(json.loads(line))}
    except Exception as trouble:  # noqa: BLE001 - every client has exceptions of its own
        status = getattr(trouble, "status", None)
        said = getattr(trouble, "body", None) or getattr(trouble, "content", None) or str(trouble)
        if isinstance(said, bytes):
            said = said.decode(errors="replace")
        if isinstance(said, str):
            try:
                said = json.loads(said)
            except ValueError:
                pass
        return {"ok": False, "status": status, "error": said}


def main():
    lines = open(sys.argv[1], encoding="utf-8") if len(sys.argv) > 1 else sys.stdin
    desk = Desk()
    with lines:
        for line in lines:
            if line.strip():
                print(json.dumps(carry_out(desk, line), default=str), flush=True)


if __name__ == "__main__":
    main()
