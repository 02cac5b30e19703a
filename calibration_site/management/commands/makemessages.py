"""Collects texts to translate, those of stored sentences included."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    help = makemessages.Command.help

    # Their templates are formatted with braces; a percent sign in them is one.
    xgettext_options = [
        *makemessages.Command.xgettext_options,
        *(f"--keyword={name}" for name in ("Said", "msgid")),
        *(f"--flag={name}:1:no-python-format" for name in ("Said", "msgid")),
    ]
