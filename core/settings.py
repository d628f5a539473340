"""Every setting of the product, read once from the environment and an optional `.env` file."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Names are the environment variables in lower case; `docs` in README.md lists them from here."""

    model_config = SettingsConfigDict(env_file=ROOT / ".env", extra="ignore", frozen=True)

    data_dir: Path = Field(ROOT / "var", description="Databases, models, indexes and secrets live here")
    database_url: str = Field("", description="SQLAlchemy URL; empty means SQLite in the data directory")
    redis_url: str = Field("", description="Redis for locks between several gateways; empty means in-process")
    content_dir: Path = Field(ROOT / "knowledge_base" / "content", description="Seed documents, facts and messages")
    host: str = Field("127.0.0.1", description="Address the gateway listens on")
    port: int = Field(8000, description="Port the gateway listens on")
    public_url: str = Field("", description="Address residents use; empty means http://host:port")
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Sites that may embed the widget, comma separated, or * for every site"
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Addresses whose X-Forwarded-For is believed, comma separated"
    )
    rate_limit_per_minute: int = Field(
        30, ge=1, description="Messages a minute per client address; direct loopback requests are exempt"
    )
    rasa_port: int = Field(5005, description="Loopback port of the Rasa process")
    actions_port: int = Field(5055, description="Loopback port of the action server")
    rasa_timeout: float = Field(4.5, gt=0, description="Seconds a turn may take before the resident gets a notice")
    sealed_hours: int = Field(24, ge=1, le=24, description="Hours an unanswered sealed original is kept")
    retention_days: int = Field(90, ge=1, description="Days a conversation is kept after its last message")
    notice_at_opening: Annotated[tuple[str, ...], NoDecode] = Field(
        ("web",),
        description="Channels that show the privacy notice at opening; on others it comes with the first reply",
    )
    embedding_model: str = Field(
        "", description="Local path or hub name of a sentence-transformers model; empty means the shipped e5"
    )
    torch_index_url: str = Field("", description="Package index torch is installed from at set-up")
    languages: Annotated[tuple[str, ...], NoDecode] = Field(
        ("id", "en", "jv"), description="Languages residents may choose, comma separated"
    )
    translations: Annotated[tuple[str, ...], NoDecode] = Field(
        ("en", "jv"), description="Languages whose translations are shown, comma separated; empty means none"
    )
    time_zone: str = Field("Asia/Jakarta", description="Time zone of the office")
    office_closures: Annotated[frozenset[date], NoDecode] = Field(
        frozenset(),
        description="Days on which the office is closed beside weekends and holidays: 2026-12-28, comma separated",
    )
    log_level: str = Field("INFO", description="Lowest level that is logged")

    @field_validator(
        "allowed_origins",
        "trusted_proxies",
        "languages",
        "translations",
        "notice_at_opening",
        "office_closures",
        mode="before",
    )
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @property
    def sqlalchemy_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'tanya.db'}"

    @property
    def rasa_url(self) -> str:
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def actions_url(self) -> str:
        return f"http://127.0.0.1:{self.actions_port}"

    @property
    def base_url(self) -> str:
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


@lru_cache
def get_settings() -> Settings:
    """The settings of this process."""
    return Settings()
