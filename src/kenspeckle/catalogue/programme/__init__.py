"""A recognition programme as plain text: read it, check it, load it, export it.

`model` is what a programme is; `facts` and `prose` read its TOML and Markdown; `reading` puts a
directory together and `checking` looks for what does not add up, both without Django; `loading`
publishes a programme and `exporting` writes the published one as files again.
"""
