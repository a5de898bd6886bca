"""What the commands beside this file start: tools that are installed where they are missing, the measured program, servers."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "bench"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()

# One secret for all servers that are compared, another one each time.
ENVIRONMENT = dict(
    os.environ, JWT_SECRET=secrets.token_hex(32), JWT_ISSUER="https://issuer.test", JWT_AUDIENCE="https://api.test"
)


def say(text):
    print(text, file=sys.stderr, flush=True)


def need(tool, package=None):
    """The tool, installed by apt-get where it is missing. Without it nothing is measured, and nothing passes."""
    if shutil.which(tool) is None:
        say(f"installing {package or tool}")
        apt = ["apt-get"] if os.geteuid() == 0 else ["sudo", "-n", "apt-get"]
        with contextlib.suppress(OSError):
            subprocess.run([*apt, "update", "-q"], stdout=sys.stderr)
            subprocess.run([*apt, "install", "-yq", "--no-install-recommends", package or tool], stdout=sys.stderr)
    if shutil.which(tool) is None:
        sys.exit(f"`{tool}` is missing and could not be installed: apt-get install {package or tool}")


def built():
    """The measured program."""
    ran = subprocess.run(["cargo", "build", "--quiet", "--release", "-p", "bench"], cwd=ROOT)
    if ran.returncode != 0:
        sys.exit("the measured program does not compile")
    return TARGET / "release" / "bench"


def text_of(*command):
    ran = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True)
    if ran.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{ran.stderr}")
    return ran.stdout


@contextlib.contextmanager
def serving(command, prefix=(), **more):
    """A server that prints its address as its first line, until the end of the block. Its log is thrown away."""
    process = subprocess.Popen(
        [*prefix, *map(str, command)], env=dict(ENVIRONMENT, **more), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        line = process.stdout.readline().strip()
        if ":" not in line:
            sys.exit(f"{' '.join(map(str, command))} does not start")
        host, port = line.removeprefix("http://").rsplit(":", 1)
        yield process, (host, int(port))
    finally:
        end(process, traced="strace" in prefix)


def end(process, traced):
    """Ends a server; where it is traced, so that the tracer sees it end and writes down all."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for pid in children.read_text().split() if traced else [process.pid]:
        os.kill(int(pid), signal.SIGTERM)
    process.wait(timeout=60)


def asked(address, requests, status, closes=False):
    """How many of the requests get this status, sent one after another; on a connection each where the answer closes it."""
    connection, answers = None, 0
    for request in requests:
        if connection is None:
            connection = socket.create_connection(address, timeout=20)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(request)
        answers += received(connection).startswith(b"HTTP/1.1 %d" % status)
        if closes:
            connection.close()
            connection = None
    if connection is not None:
        connection.close()
    return answers


def received(connection):
    """A whole answer that has a length, or none and no body."""
    answer = b""
    while True:
        part = connection.recv(65_536)
        if not part:
            return answer
        answer += part
        head, end, body = answer.partition(b"\r\n\r\n")
        if end:
            fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
            if len(body) >= int(fields.get(b"content-length", 0)):
                return answer
