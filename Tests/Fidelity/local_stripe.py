"""localstripe's own application on 127.0.0.1 and a free port: its own command would listen on every interface."""

import socket

from aiohttp import web
from localstripe.server import app

listening = socket.create_server(("127.0.0.1", 0))
print(f"port {listening.getsockname()[1]}", flush=True)
web.run_app(app, sock=listening, print=None, access_log=None)
