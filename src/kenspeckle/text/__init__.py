"""Pure work on texts: counting, cleaning, canonical bytes, differences. No Django, no clock."""
