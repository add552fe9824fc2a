"""Candidates for completion: the line as words, the values of options, the arguments of verbs, the
names in the state.

It imports no controller, no YAML parser and no terminal library: a TAB takes about as long as
`--help`.
"""
