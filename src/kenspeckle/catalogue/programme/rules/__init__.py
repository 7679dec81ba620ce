"""What does not add up in a programme, by topic: each rule yields problems with file and line.

`names` slugs, numbers and references; `applying` who, when, how often and what comes before;
`asking` criteria, stages, choices and words; `artwork` pictures; `copying` text left over from a sibling.
"""
