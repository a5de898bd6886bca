"""Tables in the README of the project, each between its marks: `<!-- begin: name -->` and `<!-- end: name -->`."""

import sys
from pathlib import Path

README = Path(__file__).resolve().parents[2] / "README.md"


def written(name, text):
    """Puts a table into its place."""
    begin, end = f"<!-- begin: {name} -->\n", f"<!-- end: {name} -->"
    readme = README.read_text()
    if begin not in readme:
        sys.exit(f"README.md has no section `{name}`")
    before, rest = readme.split(begin)
    README.write_text(before + begin + text + end + rest.split(end, 1)[1])
