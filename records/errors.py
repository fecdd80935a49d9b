"""Errors a person reads: one plain sentence that says what is wrong, where, and what to do."""


class MingchaError(Exception):
    """Something about the data or the state is at fault; the command line exits 1 with its sentence."""


class NoSnapshot(MingchaError):
    """Nothing has been imported yet."""


class DamagedSnapshot(MingchaError):
    """A file of the current snapshot is missing or differs from its manifest."""


class DamagedSecret(MingchaError):
    """The key of all identities is not whole."""


class HomeBusy(MingchaError):
    """Another process holds a lock that only one may hold."""


class UnusableHome(MingchaError):
    """What should be the home is no folder."""


class BadMapping(MingchaError):
    """A YAML with header names cannot be used."""


class NothingToImport(MingchaError):
    """There is no such folder, or no bureau file in it."""


class UnreadableFile(MingchaError):
    """A file is empty, damaged, encrypted, no table, or in an unknown encoding."""


class UnknownFile(MingchaError):
    """No header was found, or a required column is missing."""


class ConflictingFiles(MingchaError):
    """Two files of one import claim the same with different content."""


class ImportRefused(MingchaError):
    """Some files cannot be used, so nothing was imported."""


class NoSpace(MingchaError):
    """The disk is full; the old snapshot stays in use."""
