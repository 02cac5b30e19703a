"""Collects texts to translate, those of stored sentences included."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    help = makemessages.Command.help

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=Said", "--keyword=msgid"]
