"""What a person chooses for themselves."""

from annotations.models import User


def preferences_set(*, user: User, language: str, theme: str) -> User:
    """This function will keep the language and theme of an account."""
    user.language = language
    user.theme = theme
    user.save(update_fields=["language", "theme"])
    return user
