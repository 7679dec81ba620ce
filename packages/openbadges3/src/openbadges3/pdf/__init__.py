"""Files that are attached to a PDF: as much of PDF as it takes to find and unpack them, and no more.

`objects` reads values, `document` finds objects by their numbers, `attached` goes from the catalog to
the attached files. Nothing is drawn, no link is followed, and the work is counted as it is done.
"""
