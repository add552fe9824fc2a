"""What can be done at a path of the API. One file a verb.

Each has `answer(call)`, which returns a Reply.
"""
