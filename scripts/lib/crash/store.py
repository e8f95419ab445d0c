"""What may happen to the store and the machine under it: each time the exit code and the words of docs/ERRORS.md, and nothing lost."""
import os, resource, shutil, signal, sqlite3, subprocess, time

from .people import People
from .world import ANA, World

FULL = "the disk is full; free space and run again, nothing is lost"
RIGHTS = "the store cannot be written: look at the rights of its file and folder"
BUSY = "the store is busy: another process writes to it; try again"
BACKUP = "put a backup in its place: `entente restore FILE`"
#: Root may write where it must not; without its capabilities it is a user like any other.
PLAIN = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []


class StorePlay:
    """One world, in which one thing after the other goes wrong; `failures` are the sentences that do not hold."""

    def __init__(self, binary, seed, say):
        self.binary, self.seed, self.say = binary, seed, say
        self.failures, self.passed = [], 0

    def play(self):
        self.world = World(self.binary, self.seed)
        try:
            self.world.expect([0, 2], "plan", "-o", "first.plan", "-q")
            self.world.expect([0, 3], "apply", "first.plan", "--approve", "all", "--by", ANA, "-q")
            self.people = People(self.world, self.seed)
            self.people.meet()
            for trouble in (self.terminated, self.full, self.small_disk, self.cut_short, self.read_only, self.busy, self.clock, self.died_ahead,
                            self.damaged):
                self.say(trouble.__name__.replace("_", " "))
                self.people.work()
                trouble()
                self.mend(trouble.__name__)
        finally:
            self.world.close()

    def expect(self, code, text, *arguments, with_=None, limit=None, before=()):
        """A command ends so and says so."""
        environment = {**self.world.environment, "ENTENTE_CLOCK": f"+{self.world.ahead}s", **(with_ or {})}
        done = subprocess.run([*before, self.binary, *arguments], cwd=self.world.folder, env=environment, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, preexec_fn=limit)
        self.passed += 1
        if done.returncode != code or text not in done.stderr + done.stdout:
            self.failures.append(f"{' '.join(arguments)} {with_ or ''} should end with {code} and say \"{text}\": it ended with"
                                 f" {done.returncode} and said \"{(done.stderr + done.stdout).strip()[-400:]}\"")

    def mend(self, name):
        """Once all is well again, at most two syncs bring every side in step."""
        self.people.tomorrow()
        self.world.pass_time(300)
        for _ in range(2):
            end = self.world.run("sync", "-q")
        plan, verify = self.world.run("plan", "-q"), self.world.run("verify")
        if (end.code, plan.code, verify.code) != (0, 0, 0):
            self.failures.append(f"after {name} all was not well again: {end}; {plan}; {verify}")

    def terminated(self):
        for share in (0.2, 0.5, 0.8):
            self.people.work()
            started = self.world.start(["sync", "-q"])
            time.sleep(share)
            started[0].send_signal(signal.SIGTERM)
            end = self.world.end(started)
            self.passed += 1
            # Before it listens for signals it has done nothing yet.
            if end.code not in (143, 0, -signal.SIGTERM):
                self.failures.append(f"a sync that was told to end after {share} s ended with {end}")
            self.expect(0, "", "verify", "-q")

    def full(self):
        """No page more than there is."""
        self.people.sell(30)
        self.expect(74, FULL, "sync", "-q", with_={"ENTENTE_PAGES": "1"})
        self.expect(0, "the hub is sound", "verify")

    def small_disk(self):
        """A file system with little or no room, where root may mount one."""
        folder = self.world.path("small")
        os.mkdir(folder)
        if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", folder], capture_output=True).returncode:
            self.say("  no file system can be mounted here")
            return
        try:
            for room in (0, 16, 120):
                shutil.copy(self.world.path("hub.db"), folder)
                left = os.statvfs(folder)
                with open(os.path.join(folder, "ballast"), "wb") as file:
                    file.write(b"x" * max(0, left.f_bavail * left.f_bsize - room * 1024))
                self.expect(74, FULL, "sync", "-q", "--store", "small/hub.db")
                self.expect(74, FULL, "backup", "small/copy.db", "--store", "small/hub.db")
                for name in os.listdir(folder):
                    if name.startswith("copy.db"):
                        self.failures.append(f"{name} is left of a backup that failed")
                os.remove(os.path.join(folder, "ballast"))
                self.expect(0, "the hub is sound", "verify", "--store", "small/hub.db")
                for name in os.listdir(folder):
                    os.remove(os.path.join(folder, name))
        finally:
            subprocess.run(["umount", folder], check=True)

    def cut_short(self):
        """The system refuses to let any file grow."""
        size = os.path.getsize(self.world.path("hub.db")) // 2
        self.expect(74, "the store failed", "backup", "cut.db", limit=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
        if os.path.exists(self.world.path("cut.db")):
            self.failures.append("half a backup bears its name")
        self.expect(0, "the hub is sound", "verify")

    def read_only(self):
        file, folder = self.world.path("hub.db"), self.world.folder
        os.chmod(file, 0o400)
        for command in ("sync", "earn"):
            self.expect(74, RIGHTS, command, "-q", before=PLAIN)
        for arguments in (["verify"], ["show", "partner"], ["report", "program"]):
            self.expect(0, "", *arguments, before=PLAIN)
        os.chmod(file, 0o600)
        os.chmod(folder, 0o500)
        self.expect(74, "cannot be opened", "sync", "-q", before=PLAIN)
        self.expect(1, "the file cannot be written", "plan", "-o", "new.plan", "-q", before=PLAIN)
        self.expect(0, "the hub is sound", "verify", before=PLAIN)
        os.chmod(folder, 0o700)

    def busy(self):
        """Somebody has left a transaction open in another process."""
        base = sqlite3.connect(self.world.path("hub.db"), isolation_level=None)
        base.execute("begin immediate")
        for command in ("sync", "earn"):
            self.expect(74, BUSY, command, "-q")
        self.expect(0, "the hub is sound", "verify")
        base.execute("rollback")
        base.close()

    def clock(self):
        """A year back and a year ahead of what the vendors say."""
        for days in (-365, 365):
            self.people.work()
            shift = {"ENTENTE_CLOCK": f"{self.world.ahead + days * 86400:+}s"}
            self.expect(0, "", "sync", "-q", with_=shift)
            self.expect(0, "", "earn", "-q", with_=shift)
            self.expect(0, "", "payouts", "plan", "--dry-run", "-q", with_=shift)
            self.expect(0, "the hub is sound", "verify", with_=shift)

    def died_ahead(self):
        """Killed with the lease, a year ahead: nobody waits a year for it."""
        shift = {"ENTENTE_CLOCK": f"+{self.world.ahead + 365 * 86400}s", "ENTENTE_CRASH": "501:1"}
        self.expect(-signal.SIGKILL, "", "sync", "-q", with_=shift)
        self.expect(0, "", "sync", "-q")

    def damaged(self):
        file = self.world.path("hub.db")
        self.expect(0, "wrote good.db", "backup", "good.db")
        with open(self.world.path("good.db"), "rb") as good:
            whole = good.read()
        middle = len(whole) // 4096 // 2 * 4096
        damages = {
            "half of it": whole[:len(whole) // 2], "all but the last page": whole[:-4096], "100 bytes": whole[:100], "nothing": b"",
            "another header": bytes([whole[0] ^ 1]) + whole[1:],
            "a page in the middle": whole[:middle] + bytes(byte ^ 0x5a for byte in whole[middle:middle + 64]) + whole[middle + 64:],
            "the second page": whole[:4096] + bytes(byte ^ 0x5a for byte in whole[4096:4160]) + whole[4160:],
        }
        for name, data in damages.items():
            for ending in ("-wal", "-shm"):
                if os.path.exists(file + ending):
                    os.remove(file + ending)
            with open(file, "wb") as store:
                store.write(data)
            self.say(f"  {name}")
            # A sync reads what it needs, and may get by without the page; verify and backup read all.
            for arguments in [["verify"], ["backup", "bad.db"], ["check"]] + ([] if name == "a page in the middle" else [["sync", "-q"]]):
                self.expect(74, BACKUP, *arguments)
            if os.path.exists(self.world.path("bad.db")):
                self.failures.append("a damaged hub was copied")
            self.expect(0, "restored hub.db", "restore", "good.db")
            self.expect(0, "", "sync", "-q")
