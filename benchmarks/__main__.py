"""`make bench`: the library and the service in one table, each beside a peer measured in the same run.

`QUICK=1` for a short one. Writes `benchmarks/results.json`.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path("benchmarks") / "results.json"


def main() -> int:
    """Run both, print one table, write one file."""
    library = subprocess.run(
        [sys.executable, "packages/openbadges3/benchmarks"], cwd=ROOT, check=False
    )
    if library.returncode:
        return library.returncode
    results = json.loads((ROOT / RESULTS).read_text())
    with tempfile.TemporaryDirectory(prefix="kenspeckle-bench-") as folder:
        said = Path(folder) / "rows.json"
        with (Path(folder) / "log").open("w+") as log:
            service = subprocess.run(
                [sys.executable, "-m", "benchmarks.service", str(said)],
                cwd=ROOT, env=dict(os.environ), stdout=log, stderr=log, check=False,
            )  # fmt: skip
            if service.returncode:
                log.seek(0)
                sys.stderr.write(log.read())
                return service.returncode
        rows = json.loads(said.read_text())
    for row in rows:
        print(
            f"{row['work']:18} {row['peer']:26} {row['ours_us']:8.1f}us {row['peer_us']:10.1f}us "
            f"{row['ratio']:8.1f}  {row['aim']}"
        )
    results["rows"] += rows
    (ROOT / RESULTS).write_text(json.dumps(results, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
