"""`python -m kenspeckle` is the `kenspeckle` command."""

from kenspeckle.config.command import main

main()
