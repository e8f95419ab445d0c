"""A line between the binary and a vendor: it passes everything on, until a trouble is armed for one of the next requests."""
import http.client, random, socket, struct, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: What one request meets. `lost` never arrives; after `unanswered`, `half` and `stall` the vendor has acted.
KINDS = ["lost", "unanswered", "half", "stall", "garbage", "throttled", "unavailable"]
STALL = 3


class Wire:
    """Listens on a port of its own and speaks for the vendor at an address such as http://127.0.0.1:8801."""

    def __init__(self, target, seed):
        self.target = target.split("//")[1]
        self.dice = random.Random(seed)
        self.lock = threading.Lock()
        self.armed = None
        self.left = 0
        self.struck = []
        class Line(_Line):
            wire = self

        self.server = _Server(("127.0.0.1", 0), Line)
        self.own = f"127.0.0.1:{self.server.server_address[1]}"
        self.url = f"http://{self.own}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    def arm(self, kind, request):
        """Lets a trouble strike the n-th request from now; None disarms."""
        with self.lock:
            self.armed, self.left = kind, request

    def strikes(self):
        """The trouble of the request that has just come, if it is its turn."""
        with self.lock:
            if self.armed is None:
                return None
            self.left -= 1
            if self.left > 0:
                return None
            kind, self.armed = self.armed, None
            self.struck.append(kind)
            return kind

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """The binary may be killed while it is spoken to."""


class _Line(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wire = None

    def log_message(self, *_):
        pass

    def relay(self):
        body = self.body()
        kind = self.wire.strikes()
        if kind == "lost":
            return self.cut()
        if kind in ("throttled", "unavailable"):
            return self.give(429 if kind == "throttled" else 503, [("Retry-After", "1"), ("Content-Type", "text/plain")], b"not now")
        status, headers, answer = self.ask(body)
        if kind == "unanswered":
            return self.cut()
        if kind == "stall":
            # Whoever waits is killed meanwhile, or gets its answer late.
            time.sleep(STALL)
        if kind == "garbage":
            answer = bytes(self.wire.dice.randrange(256) for _ in range(len(answer) or 64))
        self.give(status, headers, answer, half=kind == "half")

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_HEAD = relay

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def ask(self, body):
        line = http.client.HTTPConnection(self.wire.target, timeout=60)
        kept = {name: value for name, value in self.headers.items()
                if name.lower() not in ("host", "connection", "accept-encoding", "content-length", "transfer-encoding", "expect")}
        if body or self.command not in ("GET", "HEAD"):
            kept["Content-Length"] = str(len(body))
        line.request(self.command, self.path, body, kept)
        answer = line.getresponse()
        data = answer.read()
        line.close()
        own = [(name, value) for name, value in answer.getheaders()
               if name.lower() not in ("connection", "content-length", "transfer-encoding", "keep-alive")]
        # A vendor names itself, as Salesforce does with its instance: everything shall come this way.
        mine = [(name, value.replace(self.wire.target, self.wire.own)) for name, value in own]
        return answer.status, mine, data.replace(self.wire.target.encode(), self.wire.own.encode())

    def give(self, status, headers, body, half=False):
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status not in (204, 304):
            self.wfile.write(body[:len(body) // 2] if half else body)
        if half:
            self.wfile.flush()
            self.cut()

    def cut(self):
        self.close_connection = True
        # Zero seconds to linger: the other side gets a reset, not an orderly end.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
