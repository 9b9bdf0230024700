"""Says in one line what a machine lacks before anything is installed. Runs on any Python 3."""

import importlib.util
import sys

NEEDED = (3, 11, 5)

if sys.version_info[:3] < NEEDED:
    found = ".".join(str(part) for part in sys.version_info[:3])
    sys.exit(
        "The guide needs Python 3.11.5 or newer, this is " + found + ": install one and run make PYTHON=python3.12"
    )
if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
    sys.exit("Python's venv module is missing: on Debian and Ubuntu run 'apt install python3-venv', then make again")
