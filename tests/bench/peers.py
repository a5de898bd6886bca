"""The servers that are compared, made ready to be started."""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field

from programs import HERE, TARGET, need, say

BASE = "bare axum"
PLACE = TARGET / "bench-peers"


@dataclass
class Server:
    name: str
    command: list
    # Bare axum has nothing to refuse by.
    secured: bool = True
    environment: dict = field(default_factory=dict)


def ready(program, only):
    """Bare axum and ours, and the peers, built or installed as their lock files have them."""
    ours = [Server(BASE, [program, "serve", "bare"], secured=False), Server("secure-api", [program, "serve", "secured"])]
    peers = [
        ("axum wired by hand", lambda: rust("handwired")), ("actix wired by hand", lambda: rust("actix")),
        ("fastify", lambda: node("fastify")), ("express", lambda: node("express")),
    ]
    names = [server.name for server in ours] + [name for name, _ in peers]
    if unknown := set(only) - set(names):
        sys.exit(f"no such server: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    wanted = set(only) or set(names)
    chosen = [server for server in ours if server.name in wanted | {BASE}]
    return chosen + [Server(name, **make()) for name, make in peers if name in wanted]


def rust(name):
    say("building the peers in Rust")
    # All of them, for their features are unified over what is asked for.
    command = ["cargo", "build", "--quiet", "--release", "--locked"]
    if subprocess.run(command, cwd=HERE / "peers", env=dict(os.environ, CARGO_TARGET_DIR=str(PLACE))).returncode != 0:
        sys.exit(f"{name} does not compile")
    return dict(command=[PLACE / "release" / f"{name}-peer"])


def node(name):
    need("node", "nodejs")
    need("npm")
    folder, source = PLACE / name, HERE / "peers" / name
    files = ["package.json", "package-lock.json", "server.js"]
    wanted = hashlib.sha256(b"".join((source / file).read_bytes() for file in files)).hexdigest()
    stamp = folder / "installed"
    if not stamp.exists() or stamp.read_text() != wanted:
        say(f"installing {name}")
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            shutil.copy(source / file, folder / file)
        command = ["npm", "ci", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund"]
        if subprocess.run(command, stdout=sys.stderr).returncode != 0:
            sys.exit(f"{name} cannot be installed")
        stamp.write_text(wanted)
    return dict(command=["node", folder / "server.js"], environment={"NODE_ENV": "production"})
