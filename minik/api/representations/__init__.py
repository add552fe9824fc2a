"""How an object or a list is shown. One file a representation.

Each has `show(shown, form, ...)`; the media type is the encoding's business.
"""
