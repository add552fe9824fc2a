"""Options for the subjects of role bindings."""

from minik.command_line import flags

# --user, --group and --serviceaccount
options: flags.Option = flags.together(
    flags.repeatable("--user", "users", metavar="NAME", help="A user"),
    flags.repeatable("--group", "groups", metavar="NAME", help="A group of users"),
    flags.repeatable(
        "--serviceaccount", "accounts", metavar="NAMESPACE:NAME", help="A service account"
    ),
)
