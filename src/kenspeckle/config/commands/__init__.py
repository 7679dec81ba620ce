"""The verbs of the `kenspeckle` command. Settings, addresses and environment stand beside, and know none."""
