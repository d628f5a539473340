"""`python -m actions`: the action server on its loopback port."""

import uvicorn

from core.settings import get_settings

if __name__ == "__main__":
    uvicorn.run(
        "actions.server:application",
        factory=True,
        host="127.0.0.1",
        port=get_settings().actions_port,
        log_config=None,
        access_log=False,
        ws="none",
        timeout_graceful_shutdown=3,
    )
