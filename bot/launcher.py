"""Start the Rasa server of this project.

    RASA_TOKEN=... python -m bot.launcher --model var/models/<hash>.tar.gz [--port 5005]

Environment: RASA_TOKEN (required), RASA_PORT, ACTIONS_URL, ACTIONS_TOKEN, RASA_TRACKER_DB. It listens on
127.0.0.1 only and without Rasa's HTTP API, which could train, replace the model and write trackers.
"""

import argparse
import logging
import os
import sys
from asyncio import AbstractEventLoop
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot import patches
from bot.environment import ROOT, start_again_if_unprepared
from bot.logs import configure_logging

if TYPE_CHECKING:
    from rasa.core.utils import AvailableEndpoints
    from sanic import Sanic

HOST = "127.0.0.1"
logger = logging.getLogger("bot.launcher")  # __name__ is __main__ here


def build_app(model: Path, port: int) -> "Sanic":
    """The Sanic application: our channel and, before it serves, the agent with its model."""
    from rasa.core.run import close_resources, configure_app, create_http_input_channels
    from rasa.core.utils import AvailableEndpoints

    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "bot" / "endpoints.yml"))
    channels = create_http_input_channels(None, str(ROOT / "bot" / "credentials.yml"))
    app = configure_app(channels, enable_api=False, port=port, endpoints=endpoints)

    async def load(app: "Sanic", loop: AbstractEventLoop) -> None:
        await _load_agent(app, loop, model, endpoints)

    app.register_listener(load, "before_server_start")
    app.register_listener(close_resources, "after_server_stop")
    return app


async def _load_agent(app: "Sanic", loop: AbstractEventLoop, model: Path, endpoints: "AvailableEndpoints") -> None:
    from rasa.core.agent import load_agent

    app.ctx.agent = await load_agent(model_path=str(model), endpoints=endpoints, loop=loop)
    if not app.ctx.agent.is_ready():
        raise RuntimeError("the model could not be loaded")
    logger.info("ready", extra={"fields": {"model": model.name}})


def serve(model: Path, port: int) -> None:
    """Serve until a signal. Raises RuntimeError when the model cannot be loaded."""
    patches.import_in_fast_order()
    patches.apply()
    Path(os.environ["RASA_TRACKER_DB"]).resolve().parent.mkdir(parents=True, exist_ok=True)
    app = build_app(model, port)
    configure_logging()  # again, for Rasa and Sanic set handlers of their own while they are imported
    app.run(host=HOST, port=port, access_log=False, motd=False, debug=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; returns a non-zero exit code when something needed is missing."""
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(prog="bot.launcher", description="Start the Rasa server.")
    parser.add_argument("--model", type=Path, required=True, help="model file from bot.train")
    parser.add_argument("--port", type=int, default=int(os.environ.get("RASA_PORT", "5005")))
    options = parser.parse_args(arguments)
    if not os.environ.get("RASA_TOKEN"):
        parser.error("RASA_TOKEN is not set")
    if not options.model.is_file():
        parser.error(f"no model at {options.model}; run python -m bot.train first")
    start_again_if_unprepared("bot.launcher", arguments)
    configure_logging()
    try:
        serve(options.model.resolve(), options.port)
    except Exception:
        logger.exception("stopped")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
