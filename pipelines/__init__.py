"""stationwatch: from saved news pages to a time series of charging and battery-swap stations."""

from pathlib import Path

__version__ = "0.1.0"

_HERE = Path(__file__).resolve().parent

#: Words, outlets, newsroom and Datasette files: beside the rooms in a checkout, inside the package in a wheel.
DATA = next(p for p in (_HERE / "_data", _HERE.parent / "data") if p.is_dir())

#: The file of the sample newsroom's database, beside that of the outlets.
SAMPLE = "demo.db"
