"""What a person can mend. The docstring is the log's words; ``words`` are the person's."""


class UserError(Exception):
    """The person asked for something that cannot be done as it stands; nothing was changed.

    ``words`` is short friendly Chinese that says what to do next. ``outcome`` goes to the inbox row and the audit.
    """

    outcome = "refused"

    def __init__(self, words: str, *, flags: tuple[str, ...] = ()) -> None:
        super().__init__(self.__doc__)
        self.words = words
        self.flags = flags


class NotAllowed(UserError):
    """The speaker lacks the role or the scope."""

    outcome = "not_allowed"


class NotFound(UserError):
    """What was named does not exist, or may not be seen."""

    outcome = "not_found"


class Unclear(UserError):
    """Several readings are possible; the words offer them."""

    outcome = "unclear"


class NotPrivate(UserError):
    """The answer may only be given one to one."""

    outcome = "not_private"
