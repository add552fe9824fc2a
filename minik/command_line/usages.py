"""What the usage lines of several commands share, as kubectl writes it."""

FILES_OR_NAMES = "(-f FILENAME | TYPE NAME)"
WORKLOAD = "(TYPE NAME | TYPE/NAME)"
COMMAND = "-- [COMMAND] [args...]"
DRY_RUN = "[--dry-run=server|client|none]"
SUBJECTS = "[--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname]"
TAGS = f"[--overwrite] {FILES_OR_NAMES} KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]"
DATA = "NAME [--from-file=[key=]source] [--from-literal=key1=value1]"
