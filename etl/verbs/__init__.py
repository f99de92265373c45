"""The verbs of the command line: what each is asked for and what it prints."""

import click

from etl.verbs import deliveries, looking, releases, scheduled


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Takes a force's exports in, checks them, protects the numbers and publishes releases.

    Settings come from the environment: PORTAL_FORCE (forces/anyshire), PORTAL_LANDING (var/landing)
    and PORTAL_DATABASE (sqlite:///var/public/portal.sqlite).
    """


for module in (deliveries, releases, looking, scheduled):
    for command in module.COMMANDS:
        cli.add_command(command)
