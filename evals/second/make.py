"""Makes the second set's documents from its sources, as `corpus/make.py` makes the first."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MAKE = HERE.parents[1] / "corpus" / "make.py"

if __name__ == "__main__":
    sys.exit(subprocess.run([sys.executable, MAKE, HERE], check=False).returncode)
