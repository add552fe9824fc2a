"""What commands share above the waterline: flags, reading and saving the state, printing, completion.

No command stands here, and nothing here knows one command from another.
"""
