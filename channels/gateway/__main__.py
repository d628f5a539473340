"""`python -m channels.gateway`: the gateway on its address."""

import uvicorn

from core.settings import get_settings

if __name__ == "__main__":
    settings = get_settings()
    uvicorn.run(
        "channels.gateway.app:application",
        factory=True,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        ws="none",
        # Whose forwarded address is believed is decided in limits.py.
        proxy_headers=False,
        timeout_graceful_shutdown=3,
    )
