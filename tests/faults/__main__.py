import sys

from tests.faults.rehearsal import main

sys.exit(main())
