"""What goes wrong between an address and its article.

FetchError                    an address could not be read; `public` names it and says why
├── AddressRefused            refused before anything was sent: not on the open web, or written to deceive
├── RobotsRefused             the site asks robots to stay away
├── NotReached                no such name, no connection, no certificate, broken off in the middle
├── TooSlow                   it took longer than any page may
├── TooLarge                  it is larger than any page may be
├── TooManyRedirects          it leads from address to address
├── NotReadable               it is packed or typed in a way that is not read
└── Answered                  the server answered with a status that is no page
    ├── Gone                  410: it was taken away for good
    └── Busy                  429 or 503: not now; `retry_after` says when, where the server does
ParserStopped                 (an `InputRefused`) a document used up what a parser may use, and was stopped
"""

from __future__ import annotations

from datetime import timedelta

from store.errors import CopydeskError, InputRefused


class FetchError(CopydeskError):
    """An address could not be read."""

    # Whether the same request may succeed later without anybody doing anything.
    passing = False


class AddressRefused(FetchError):
    """An address was refused before anything was sent to it."""


class RobotsRefused(FetchError):
    """The site's robots.txt asks us to stay away from an address."""


class NotReached(FetchError):
    """No name, no connection, no certificate, or broken off."""

    passing = True


class TooSlow(FetchError):
    """An address took too long."""

    passing = True


class TooLarge(FetchError):
    """What stands at an address is too large."""


class TooManyRedirects(FetchError):
    """An address leads on and on."""


class NotReadable(FetchError):
    """What stands at an address is packed or typed in a way that is not read."""


class Answered(FetchError):
    """The server answered with a status that is no page."""

    def __init__(self, public: str, status: int, retry_after: timedelta | None = None) -> None:
        super().__init__(public)
        self.status = status
        self.retry_after = retry_after
        self.passing = status in (408, 425) or status >= 500


class Gone(Answered):
    """HTTP 410: taken away for good."""


class Busy(Answered):
    """HTTP 429 or 503: not now."""

    def __init__(self, public: str, status: int, retry_after: timedelta | None = None) -> None:
        super().__init__(public, status, retry_after)
        self.passing = True


class ParserStopped(InputRefused):
    """A document used up the time or the memory that a parser may use, and was stopped; a busy machine may be why."""

    passing = True
