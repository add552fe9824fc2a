"""What may stand where something is being typed: a line as words, the values of options, what a verb works on, what is in the state.

No controller, no parser of YAML and no terminal library is imported for it: a TAB is about as dear as `--help`.
"""
