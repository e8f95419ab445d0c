"""Plays one world: commands in turn, killed at every crash point and at random moments, and a judge whenever all has come to rest."""
import json, os, random, re, signal, time
from collections import defaultdict

from .judge import Finding, Judge
from .people import People
from .wire import KINDS
from .world import ANA, ROOT, Trouble, World

SYNC = [101, 102, 201, 202, 301, 302, 303, 304, 305]
#: The crash points that each command passes.
PASSES = {
    "sync": [*SYNC, 501, 502], "apply": SYNC, "reconcile": [], "backup": [], "clicks import": [701, 702], "earn": [601, 602, 603],
    "rewards give": [801, 802], "payouts plan": [401, 402], "payouts approve": [], "payouts send": [403, 404, 405],
    "payouts settle": [406, 407],
}
#: How a command may end that nobody killed: done, differences, for a person, or in part.
ENDS = (0, 2, 3, 5)
FAULTS = ["response-lost=0.1", "request-lost=0.1", "http-503=0.1", "rate-limited=0.05", "failed-after-effect=0.1", "reset-mid-body=0.1",
          "truncated-json=0.1", "duplicate-delivery=0.2", "partial-batch=0.3", "results-missing=0.3", "index-lag=0.3", "late-commit=0.2"]
RANDOM, TERM = "SIGKILL at a random moment", "SIGTERM at a random moment"


def points():
    """Number and name of every crash point, as the binary's source has them."""
    with open(os.path.join(ROOT, "Sources/Model/CrashPoint.swift")) as file:
        return {int(number): name for name, number in re.findall(r"case (\w+) = (\d+)", file.read())}


class Row:
    """What became of one way to die."""

    def __init__(self):
        self.kills = self.last_pass = self.rounds = 0
        self.findings = defaultdict(int)


class Tally:
    """The table of all worlds."""

    def __init__(self):
        self.rows = defaultdict(Row)
        self.commands = self.troubles = self.rests = self.terms = 0
        self.findings = []

    @property
    def kills(self):
        return sum(row.kills for label, row in self.rows.items() if label != TERM)


class Play:
    """One world; with `wanted` it ends as soon as each of these points was died at, else after so many kills."""

    def __init__(self, binary, seed, tally, kills=0, wanted=None, say=lambda text: None, deadline=float("inf")):
        self.seed, self.tally, self.kills, self.wanted, self.say, self.deadline = seed, tally, kills, wanted, say, deadline
        self.dice = random.Random(f"play {seed}")
        self.binary = binary
        self.own = 0
        self.plans = self.backups = 0
        self.reach = defaultdict(lambda: 1)
        self.times = defaultdict(int)
        self.typical = defaultdict(lambda: 1.0)
        self.since = []

    def play(self):
        self.world = World(self.binary, self.seed)
        try:
            self.people = People(self.world, self.seed)
            self.meet()
            while not self.is_over:
                self.cycle()
            self.rest()
        finally:
            self.world.close()

    @property
    def is_over(self):
        if time.monotonic() > self.deadline:
            return True
        return not self.wanted if self.wanted is not None else self.own >= self.kills

    def meet(self):
        """First contact; at its application it is killed too."""
        self.world.expect([0, 2], "plan", "-o", "first.plan", "-q")
        arguments = ["apply", "first.plan", "--approve", "all", "--by", ANA, "-q"]
        if self.wanted is None:
            for _ in range(3):
                self.strike("apply", arguments)
        # What a first contact overwrites is in a plan, so that it takes one more if the first application died (R26).
        self.world.expect([0, 2], "plan", "-o", "again.plan", "-q")
        self.world.expect(ENDS, "apply", "again.plan", *arguments[2:])
        self.people.meet()

    # What is done in turn.

    def cycle(self):
        work, world = self.people.work, self.world
        for _ in range(4):
            work()
            self.attempt("sync", ["sync", "-q"], between=work)
        if self.dice.random() < 0.5 or self.wanted is not None and not self.wants("sync"):
            work()
            self.plans += 1
            world.expect([0, 2, 5], "plan", "-o", f"{self.plans}.plan", "-q")
            self.attempt("apply", ["apply", f"{self.plans}.plan", "--approve", "all", "--by", ANA, "-q"])
        if self.wanted is None and self.dice.random() < 0.3:
            self.attempt("reconcile", ["reconcile", "-q"])
            self.backup()
        name = self.people.click()
        self.attempt("clicks import", ["clicks", "import", name, "-q"])
        world.expect([0], "clicks", "import", name, "-q")
        self.money()
        self.rest()

    def money(self):
        self.people.sell()
        self.world.pass_time(60)
        self.world.expect(ENDS, "sync", "-q")
        self.attempt("earn", ["earn", "-q"])
        self.world.expect([0, 3], "earn", "-q")
        self.attempt("rewards give", ["rewards", "give", "-q"])
        self.attempt("payouts plan", ["payouts", "plan", "-q"])
        self.world.expect([0, 3], "payouts", "plan", "-q")
        self.attempt("payouts approve", ["payouts", "approve", "--all", "--by", ANA, "-q"])
        self.world.expect([0], "payouts", "approve", "--all", "--by", ANA, "-q")
        self.attempt("payouts send", ["payouts", "send", "-q"])
        self.world.expect(ENDS, "payouts", "send", "-q")
        self.world.pass_time(60)
        self.attempt("payouts settle", ["payouts", "settle", "-q"])

    def backup(self):
        """A copy is there and sound, or not there."""
        self.backups += 1
        name = f"{self.backups}.backup"
        self.strike("backup", ["backup", name, "-q"])
        if os.path.exists(self.world.path(name)):
            end = self.world.run("verify", "--store", name)
            if end.code != 0:
                self.find(Finding("store", f"a backup that was interrupted: {end}"))
            os.remove(self.world.path(name))

    def attempt(self, command, arguments, between=lambda: None):
        """Kills a command some times in a row."""
        wanted = self.wants(command)
        times = len(wanted) if self.wanted is not None else self.dice.choice([2, 3, 4])
        for number in range(min(times, 4)):
            if number and self.dice.random() < 0.5 or number and self.wanted is not None:
                between()
            self.strike(command, arguments)

    def wants(self, command):
        return [point for point in PASSES[command] if self.wanted is None or point in self.wanted]

    # How it dies.

    def strike(self, command, arguments):
        """Runs a command that is killed, or meets trouble on its way, or both; whatever came of it, the store must be sound."""
        point, label = self.choose(command)
        if self.wanted is not None and point is None:
            return
        trouble = self.trouble()
        variables = {} if point is None else {"ENTENTE_CRASH": f"{point}:{self.reach[command, point]}"}
        started = self.world.start(arguments, **variables)
        if point is None:
            time.sleep(self.dice.random() * 1.1 * self.typical[command])
            # One that has ended is not told.
            if started[0].poll() is None:
                started[0].send_signal(signal.SIGTERM if label == TERM else signal.SIGKILL)
        end = self.world.end(started)
        self.world.quiet_wires()
        self.world.faults("")
        self.tally.commands += 1
        self.since.append((label, " ".join(arguments), trouble))
        self.count(command, point, label, end)

    def choose(self, command):
        """The crash point that was died at least often, or a random moment."""
        if self.wanted is None and self.dice.random() < (0.3 if PASSES[command] else 1.0):
            return None, TERM if self.dice.random() < 0.25 else RANDOM
        least = min((self.times[command, point] for point in self.wants(command)), default=None)
        if least is None:
            return None, None
        point = self.dice.choice([point for point in self.wants(command) if self.times[command, point] == least])
        return point, point

    def trouble(self):
        """What is wrong on the line or at the vendors meanwhile, if anything is."""
        if self.wanted is not None or self.dice.random() > 0.3:
            return None
        self.tally.troubles += 1
        if self.dice.random() < 0.5:
            fault = self.dice.choice(FAULTS)
            self.world.faults(fault)
            return fault
        vendor, kind, request = self.dice.choice(sorted(self.world.wires)), self.dice.choice(KINDS), self.dice.randrange(1, 7)
        self.world.wires[vendor].arm(kind, request)
        return f"{kind}@{vendor}=#{request}"

    def count(self, command, point, label, end):
        row = self.tally.rows[label]
        if point is not None:
            self.times[command, point] += 1
        if end.code == -signal.SIGKILL or label == TERM and end.code in (143, -signal.SIGTERM):
            row.kills += 1
            self.own += label != TERM
            if point is not None:
                row.last_pass = max(row.last_pass, self.reach[command, point])
                self.reach[command, point] += 1
                if self.wanted is not None:
                    self.wanted.discard(point)
        else:
            if point is not None:
                self.reach[command, point] = 1
            self.typical[command] += 0.3 * (end.seconds - self.typical[command])
            if end.code not in ENDS:
                self.find(Finding("rest", f"{command} ended with {end}"))
        verify = self.world.verify()
        if verify.code != 0:
            self.find(Finding("store", f"verify after {self.since[-1]}: {verify}"))

    def find(self, finding):
        self.tally.findings.append((self.seed, finding, list(self.since)))
        for label in {label for label, _, _ in self.since}:
            self.tally.rows[label].findings[finding.kind] += 1
        self.say(f"seed {self.seed}: {finding.kind}: {finding.fact}\n  after {self.since}")

    # How it comes to rest.

    def together(self):
        """Syncs until nothing is left to do; how many it took."""
        for rounds in range(1, 9):
            self.world.pass_time(300)
            sync = self.world.run("sync", "-q")
            if sync.code not in ENDS:
                self.find(Finding("rest", f"a sync in peace ended with {sync}"))
            plan = self.world.run("plan", "--json")
            if plan.code == 0:
                return rounds
        self.find(Finding("rest", f"after {rounds} syncs in peace there is still something to do: {plan}"))
        return rounds

    def rest(self):
        rounds = self.together()
        self.pay()
        for label in {label for label, _, _ in self.since}:
            self.tally.rows[label].rounds = max(self.tally.rows[label].rounds, rounds)
        for finding in Judge(self.world, self.people).findings():
            self.find(finding)
        self.tally.rests += 1
        self.say(f"seed {self.seed}: {self.own} kills, {rounds} rounds to rest")
        self.since = []
        self.people.tomorrow()

    def pay(self):
        """Everything that was sold is earned, rewarded, paid and settled."""
        world = self.world
        for _ in range(4):
            world.expect([0, 3], "earn", "-q")
            world.expect([0, 3, 5], "rewards", "give", "-q")
            world.expect([0, 3], "payouts", "plan", "-q")
            world.expect([0], "payouts", "approve", "--all", "--by", ANA, "-q")
            world.expect([0, 3, 5], "payouts", "send", "-q")
            world.pass_time(4 * 3600)
            world.expect([0, 3, 5], "payouts", "settle", "-q")
            states = {row["state"] for row in world.expect([0], "payouts", "list", "--json").rows}
            if states <= {"paid"} and not world.expect([0], "payouts", "plan", "--dry-run", "--json").json["drafts"]:
                return
        self.find(Finding("rest", f"payouts do not come to an end: {states}"))
