"""`python -m openbadges3` is the command `openbadges3`."""

import sys

from openbadges3.command import main

sys.exit(main())
