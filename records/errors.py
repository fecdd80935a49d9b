"""Errors a person reads: one plain sentence that says what is wrong, where, and what to do."""


class MingchaError(Exception):
    """Something about the data or the state is at fault; the command line exits 1 with its sentence."""


class NoSnapshot(MingchaError):
    """Nothing has been imported yet."""


class DamagedSnapshot(MingchaError):
    """A file of the current snapshot is missing or differs from its manifest."""


class HomeBusy(MingchaError):
    """Another process holds a lock that only one may hold."""
