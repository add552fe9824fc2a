"""Results become text: in the output formats of `formats/`, or in the words of one subject a file.

Nothing here decides anything, and nothing here prints.
"""
