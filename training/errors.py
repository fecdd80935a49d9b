"""What can be wrong with training or with a model, each in one plain sentence."""

from records.errors import MingchaError


class InsufficientOutcomes(MingchaError):
    """Too little has been verified to learn from."""


class DamagedBundle(MingchaError):
    """A model folder is not what its manifest says."""


class ColumnsDiffer(MingchaError):
    """A feature table does not have the columns a model was trained on."""


class UnknownModel(MingchaError):
    """No model of that version, or none to go back to."""


class GateClosed(MingchaError):
    """The gate holds something against a model, and nobody said why it should serve all the same."""


class UnusableTable(MingchaError):
    """A table given for a backtest cannot be read, lacks a column, or holds too little."""


class MoreNamedThanVisits(MingchaError):
    """More awards are named than can be visited."""


class UnknownPart(MingchaError):
    """A feature family or a rule is named that is not there."""
