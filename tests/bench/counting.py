"""What does not wander with the load of the machine: instructions by callgrind, system calls by strace."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from programs import ENVIRONMENT, asked, serving, text_of

MARK = "bench::count::mark"


def instructions(program, which, warm, count):
    """Instructions a request of each case, and how many of them are SHA-256 in software."""
    said, between = between_marks([program, "count", which, str(warm), str(count)])
    cases = [line.split()[0] for line in said.splitlines()]
    return {case: tuple(cost / count for cost in costs) for case, costs in zip(cases, between)}


def between_marks(command):
    """What the program says, and the costs of all that it does between one mark and the next, pair by pair."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        ran = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", f"--dump-before={MARK}", "--dump-line=no",
             "--compress-strings=no", *command],
            env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        if ran.returncode != 0:
            sys.exit(f"callgrind failed:\n{ran.stderr[-4000:]}")
        # A part ends at each mark: the first of a pair is what led there, the second what is between the two.
        parts = len(list(Path(folder).glob("out.*")))
        if parts == 0:
            sys.exit(f"callgrind has not seen `{MARK}`")
        return ran.stdout, [costs(Path(f"{out}.{place}").read_text()) for place in range(2, parts + 1, 2)]


def costs(part):
    """All instructions of a part, and those of the blocks of SHA-256."""
    total, hashing, inside, called = 0, 0, False, False
    for line in part.splitlines():
        if line.startswith("summary: "):
            total = int(line.split()[1])
        elif line.startswith("fn="):
            inside = "sha256_block" in line
        elif line.startswith("calls="):
            called = True
        elif line.startswith(tuple("0123456789+-*")):
            # The line after `calls=` is what the called function cost, which stands by itself elsewhere.
            if inside and not called:
                hashing += int(line.split()[-1])
            called = False
    return total, hashing


def system_calls(program, which, warm, count):
    """System calls a request of each case, of all threads of a server with one worker."""
    cases = [line.split() for line in text_of(program, "cases", which).splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "trace"
        strace = ["strace", "-f", "-qq", "-e", "signal=none", "-o", str(trace)]
        with serving([program, "serve", which], prefix=strace) as (_, address):
            for case in cases:
                for length in (count, 2 * count):
                    play(program, address, *case, warm)
                    mark(address)
                    play(program, address, *case, length)
                    mark(address)
        between = stretches(trace.read_text(errors="replace").splitlines())
    # Of each case: the requests before, those that count, the requests before, twice as many.
    lengths = [(between[4 * place + 1], between[4 * place + 3]) for place in range(len(cases))]
    return {case: (twice - once) / count for (case, *_), (once, twice) in zip(cases, lengths)}


def play(program, address, case, status, closes, count):
    """Requests that the server has not seen yet: a token is another one each time where the case says so."""
    play.sent += count
    written = text_of(program, "requests", case, str(play.sent - count), str(play.sent))
    requests = [bytes.fromhex(line) for line in written.splitlines()]
    answered = asked(address, requests, int(status), closes == "true")
    # The first few are within the limit that the others are over.
    if answered < count - (5 if case == "over-limit" else 0):
        sys.exit(f"{case}: {count - answered} of {count} answers have another status than {status}")


play.sent = 0


def mark(address):
    """A request that is found in the trace by its path."""
    asked(address, [b"GET /mark HTTP/1.1\r\nhost: api.test\r\n\r\n"], 404)


def stretches(trace):
    """How many system calls there are before each mark. One that another thread interrupts is written in two lines."""
    counts = [0]
    for line in trace:
        if "<unfinished" in line or not re.match(r"\d+ +(\w+\(|<\.\.\. \w+ resumed)", line):
            continue
        counts[-1] += 1
        if re.search(r'(read|recv\w*)[( ].*"GET /mark', line):
            counts.append(0)
    return counts
