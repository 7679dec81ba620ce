"""`python -m kenspeckle` is the `kenspeckle` command."""

from kenspeckle.config.commands.line import main

main()
