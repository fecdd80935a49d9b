"""The environment, read here and nowhere else in serving."""

from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from records.home import Home


class Settings(BaseSettings):
    """Environment variables: MINGCHA_ and the name of the field in capitals."""

    model_config = SettingsConfigDict(env_prefix="MINGCHA_", extra="ignore")

    home: Path = Path(".mingcha")
    database_url: str | None = None  # default: SQLite in the home
    secure_cookies: bool = False  # true behind HTTPS
    session_hours: float = 12
    adapters: bool = False  # answer MLflow's /invocations and the Open Inference Protocol too
    requests_per_second: float = Field(default=2000, gt=0)  # of one API key; more than two cores answer
    requests_burst: int = Field(default=4000, ge=1)
    webhook_hosts: str = ""  # comma-joined host or host:port that may be told without https or on an inner address


@cache
def settings() -> Settings:
    """What the environment says; read once."""
    return Settings()


def home_from_environment() -> Home:
    """The home the command line works on."""
    return Home(settings().home)
