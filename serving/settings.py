"""The environment, read here and nowhere else in serving."""

from functools import cache
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from records.errors import MingchaError
from records.home import Home

DATABASES = ("postgresql://", "postgresql+psycopg://", "sqlite:///")


class BadEnvironment(MingchaError):
    """An environment variable holds what it cannot hold."""


class Settings(BaseSettings):
    """Environment variables: MINGCHA_ and the name of the field in capitals."""

    model_config = SettingsConfigDict(env_prefix="MINGCHA_", env_ignore_empty=True, extra="ignore")

    home: Path = Path(".mingcha")
    database_url: str | None = None  # default: SQLite in the home
    secure_cookies: bool = False  # true behind HTTPS
    session_hours: float = Field(default=12, gt=0)
    adapters: bool = False  # answer MLflow's /invocations and the Open Inference Protocol too
    requests_per_second: float = Field(default=2000, gt=0)  # of one API key; more than two cores answer
    requests_burst: int = Field(default=4000, ge=1)
    webhook_hosts: str = ""  # comma-joined host or host:port that may be told without https or on an inner address

    @field_validator("database_url")
    @classmethod
    def _of_a_kind_we_know(cls, url: str | None) -> str | None:
        # Anything else would be taken for the name of a file, and a new, empty county begun in it.
        if url is not None and not url.startswith(DATABASES):
            raise ValueError("it has to begin with postgresql://")
        return url


@cache
def settings() -> Settings:
    """What the environment says; read once. Raises BadEnvironment."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name, why = f"MINGCHA_{first['loc'][0]}".upper(), first["msg"].removeprefix("Value error, ")
        # Not chained: the library's message quotes the value, and an address of a database may hold a password.
        raise BadEnvironment(f"The environment variable {name} cannot be used: {why}; correct or unset it.") from None


def home_from_environment() -> Home:
    """The home the command line works on."""
    return Home(settings().home)
