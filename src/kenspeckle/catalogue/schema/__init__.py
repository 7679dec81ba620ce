"""What a programme's facts are: declared here once, and read, checked, loaded, exported and compared from here.

`kernel.facts` has the kinds of single values, `audiences` who may apply, `badge` what a badge's version and
its criteria say. All models are frozen and take no unknown key. A fact that not every badge has is
optional with a default, and defaults are left out of what is stored: so a new optional fact changes no
published version's digest.
"""
