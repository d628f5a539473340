"""A stand-in for the gateway that honours the web contract: canned replies, faults on demand.

`Stub().start()` serves it on a free port of the loopback from a thread; tests read and set its
attributes directly. A second stub may serve a foreign host page that embeds the first one's widget.
"""

import asyncio
import json
import re
import socket
import threading
import time
import uuid
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import uvicorn
from fastapi import FastAPI, Form, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader
from markdown_it import MarkdownIt
from markupsafe import Markup

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "channels" / "web"
LOCALES = ROOT / "core" / "i18n" / "locales"
CSP = (
    "default-src 'none'; script-src {host}; style-src {host}; connect-src {host}; img-src {host};"
    " font-src {host}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]
LANGUAGES = {"id": "Bahasa Indonesia", "jv": "Basa Jawa", "en": "English"}
MARKDOWN = MarkdownIt("zero", {"breaks": True}).enable(["emphasis", "list", "link", "newline"])

Json = dict[str, Any]


def strings(language: str) -> dict[str, str]:
    """Messages of the catalogue in a language, with fallback to Indonesian."""
    found: dict[str, str] = {}
    for code in ("id", language):
        text = (LOCALES / code / "widget.ftl").read_text(encoding="utf-8")
        found |= dict(re.findall(r"^([a-z-]+) = (.+)$", text, re.MULTILINE))
    return found


def source(title: str, url: str | None = None, overdue: bool = False) -> Json:
    return {
        "document": "paspor-hilang",
        "section": "requirements",
        "title": title,
        "url": url,
        "revision": 3,
        "verified_on": "2026-06-01" if overdue else "2026-11-25",
        "overdue": overdue,
    }


def reply(kind: str, text: str, **fields: Any) -> Json:
    """A Reply of the contract."""
    empty: Json = {"language": "id", "quick_replies": [], "sources": [], "confidence": None}
    return empty | {"id": str(uuid.uuid4()), "kind": kind, "text": text} | fields


LONG_ANSWER = """Untuk paspor yang **hilang**, datang ke kantor imigrasi dengan membawa:

- Surat keterangan hilang dari kepolisian
- KTP elektronik asli dan fotokopi
- Kartu Keluarga asli dan fotokopi
- Akta lahir, ijazah, atau buku nikah (pilih salah satu)

Urutannya begini:

1. Lapor ke polisi, minta surat kehilangan.
2. Isi permohonan, lalu datang untuk **pemeriksaan (BAP)** di kantor.
3. Bayar biaya paspor dan **denda Rp1.000.000** dengan kode billing.
4. Tunggu kabar pengambilan.

Kalau hilang karena bencana, dendanya tidak ada. Lihat [daftar tarif](https://www.imigrasi.go.id/biaya_imigrasi)."""

CANNED: list[tuple[str, list[Json]]] = [
    (
        "hilang",
        [
            {
                "kind": "answer",
                "text": LONG_ANSWER,
                "confidence": 0.94,
                "sources": [
                    source("Tarif layanan keimigrasian", "https://www.imigrasi.go.id/biaya_imigrasi"),
                    source("PP 45 Tahun 2024"),
                ],
            }
        ],
    ),
    (
        "lama",
        [
            {
                "kind": "answer",
                "text": "Paspor selesai dalam **3–4 hari kerja** setelah wawancara dan pembayaran.",
                "sources": [source("Penjelasan layanan paspor", overdue=True)],
            }
        ],
    ),
    (
        "perpanjang",
        [
            {
                "kind": "clarify",
                "text": "Paspornya sekarang bagaimana?",
                "quick_replies": [
                    {"title": "Habis masa berlaku", "payload": '/clarify{"topic":"paspor_ganti"}'},
                    {"title": "Hilang", "payload": '/clarify{"topic":"paspor_hilang"}'},
                    {"title": "Rusak atau basah", "payload": '/clarify{"topic":"paspor_rusak"}'},
                ],
            }
        ],
    ),
    (
        "disekap",
        [
            {
                "kind": "emergency",
                "text": "Kalau sedang dalam bahaya, **hubungi polisi sekarang**.\n\n"
                "- Polisi: [110](tel:110)\n- SAPA: [129](tel:129)\n\n"
                "Pindah ke tempat aman dulu. Jangan serahkan paspor kepada siapa pun.",
            }
        ],
    ),
    (
        "dua",
        [
            {"kind": "answer", "text": "Jawaban pertama."},
            {"kind": "answer", "text": "Jawaban kedua."},
        ],
    ),
    (
        "sim",
        [
            {
                "kind": "out_of_scope",
                "text": "SIM diurus di **Satpas kepolisian**, bukan di kantor imigrasi.",
            }
        ],
    ),
    (
        "antrean",
        [{"kind": "queue", "text": "Nomor **A-012**: antrean lewat sini belum dibuka."}],
    ),
    (
        "petugas",
        [{"kind": "handoff", "text": "Pertanyaannya sudah diteruskan, nomor kasus **K-0007**."}],
    ),
    (
        "serang",
        [
            {
                "kind": "answer",
                "text": "<img src=x onerror=alert(1)> **<b>tebal</b>** "
                "[klik](javascript:alert(1)) [data](data:text/html,x) <script>alert(2)</script>",
                "sources": [source("<i>miring</i>", "javascript:alert(3)")],
            }
        ],
    ),
    ("arab", [{"kind": "answer", "text": "مرحبا بكم في مكتب الهجرة", "language": "ar"}]),
]


def canned(text: str) -> list[Json]:
    """The replies to a question; unknown ones get a fallback."""
    for word, replies in CANNED:
        if word in text.lower():
            return [reply(**fields) for fields in replies]
    return [reply("fallback", f"Belum ada jawaban pasti untuk: {text}")]


@dataclass
class Faults:
    """What goes wrong next."""

    statuses: list[Json] = field(default_factory=list)
    """Problems to answer instead of replies, first come first served: {status, headers}."""
    cut_answers: int = 0
    """So many messages are processed while their answer never arrives."""
    hold: threading.Event = field(default_factory=threading.Event)
    """While cleared, no message is answered."""
    events_down: bool = False
    widget_down: bool = False

    def __post_init__(self) -> None:
        self.hold.set()


class Stub:
    """State of the stand-in and its server."""

    def __init__(self, allowed_origins: Iterable[str] = ()) -> None:
        self.received: list[Json] = []
        self.feedback: list[Json] = []
        self.events: dict[str, list[Json]] = {}
        self.answered: dict[str, tuple[Json, Json]] = {}
        self.replays: list[str | None] = []
        self.faults = Faults()
        self.stream_generation = 0
        self.host_page = embedding_page("")
        self.host_csp = "'self'"
        self.app = build_app(self, list(allowed_origins))
        self._server: uvicorn.Server | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def processed(self) -> list[str]:
        """Texts that had an effect, in order."""
        return [body["text"] for body, _ in self.answered.values()]

    def start(self) -> "Stub":
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(self.app, log_level="warning", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        threading.Thread(target=self._server.run, args=([listener],), daemon=True).start()
        deadline = time.monotonic() + 20
        while not self._server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        return self

    def stop(self) -> None:
        if self._server:
            self._server.should_exit = True

    def drop_streams(self) -> None:
        """End every open event stream."""
        self.stream_generation += 1

    def push(self, conversation: str, *replies: Json) -> None:
        """Replies that nobody asked for just now, as from an officer."""
        self.events[conversation].extend(replies)

    def answer(self, body: Json) -> Json:
        """The response to a message; the same id has its effect once."""
        known = self.answered.get(body["client_message_id"])
        if known:
            return known[1]
        conversation = body["conversation_id"] or uuid.uuid4().hex
        messages = canned(body["text"])
        self.events.setdefault(conversation, []).extend(messages)
        response = {"conversation_id": conversation, "messages": messages}
        self.answered[body["client_message_id"]] = (body, response)
        return response

    def conflicts(self, body: Json) -> bool:
        known = self.answered.get(body["client_message_id"])
        return known is not None and known[0] != body

    def page_context(self, language: str) -> Json:
        """The body of GET /api/v1/widget, which is also the context of the templates."""
        return {
            "language": language if language in LANGUAGES else "id",
            "office": "Kantor Imigrasi Contoh",
            "greeting": "Halo! Mau tanya apa soal paspor?\nTulis saja seperti biasa.",
            "privacy": "Percakapan disimpan untuk perbaikan layanan. NIK dan nomor HP disamarkan.",
            "chips": [
                {"title": "Paspor baru", "text": "Apa syarat bikin paspor baru?"},
                {"title": "Biaya paspor", "text": "Berapa biaya paspor?"},
                {"title": "Paspor hilang", "text": "Paspor saya hilang, bagaimana?"},
                {"title": "Jadwal M-Paspor", "text": "Kapan kuota M-Paspor dibuka?"},
                {"title": "Paspor anak", "text": "Apa syarat paspor anak?"},
                {"title": "Jam buka", "text": "Jam berapa kantor buka?"},
            ],
            "languages": [{"code": code, "name": name} for code, name in LANGUAGES.items()],
            "strings": strings(language if language in LANGUAGES else "id"),
        }


def embedding_page(host: str, attributes: str = "") -> str:
    """Somebody's page with the one script tag."""
    return f"""<!doctype html><html lang="id"><head><title>Desa</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script src="{host}/widget/tanya.js" defer {attributes}></script></head>
<body><main><h1>Kantor desa</h1></main></body></html>"""


def problem(status: int, headers: dict[str, str] | None = None) -> JSONResponse:
    body = {"type": "about:blank", "title": "Masalah", "status": status, "detail": "uji"}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def rendered(item: Json) -> Json:
    """A Reply as the plain template wants it."""
    sources = [dict(entry, verified=short_date(entry["verified_on"])) for entry in item["sources"]]
    return item | {"html": Markup(MARKDOWN.render(item["text"])), "sources": sources}


def short_date(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def build_app(stub: Stub, allowed_origins: list[str]) -> FastAPI:
    app = FastAPI()
    add_chat(app, stub)
    add_pages(app, stub)
    app.mount("/widget", StaticFiles(directory=WEB / "static"))
    app.add_middleware(
        CORSMiddleware,
        allow_origins=allowed_origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Content-Type"],
        expose_headers=["Retry-After"],
    )
    return app


def add_chat(app: FastAPI, stub: Stub) -> None:
    @app.get("/api/v1/widget")
    def widget(language: str = "id") -> Response:
        if stub.faults.widget_down:
            return problem(503)
        return JSONResponse(stub.page_context(language))

    @app.post("/api/v1/chat/messages")
    def messages(body: Json) -> Response:
        stub.received.append(body)
        stub.faults.hold.wait(20)
        if stub.faults.statuses:
            fault = stub.faults.statuses.pop(0)
            return problem(fault["status"], fault.get("headers"))
        if body["conversation_id"] and body["conversation_id"] not in stub.events:
            return problem(404)
        if stub.conflicts(body):
            return problem(409)
        response = stub.answer(body)
        if stub.faults.cut_answers:
            stub.faults.cut_answers -= 1
            return problem(502)
        return JSONResponse(response)

    @app.post("/api/v1/chat/{conversation}/feedback")
    def feedback(conversation: str, body: Json) -> Response:
        stub.feedback.append(body | {"conversation_id": conversation})
        return Response(status_code=204)

    @app.get("/api/v1/chat/{conversation}/events")
    def events(request: Request, conversation: str, last_event_id: str | None = None) -> Response:
        stub.replays.append(last_event_id)
        if stub.faults.events_down:
            return problem(503)
        if conversation not in stub.events:
            return problem(404)
        start = int(request.headers.get("last-event-id") or last_event_id or 0)
        return StreamingResponse(event_stream(stub, conversation, start), media_type="text/event-stream")


async def event_stream(stub: Stub, conversation: str, start: int) -> AsyncIterator[str]:
    generation = stub.stream_generation
    yield ": ping\n\n"
    position = start
    while generation == stub.stream_generation:
        for item in stub.events.get(conversation, [])[position:]:
            position += 1
            yield f"id: {position}\nevent: reply\ndata: {json.dumps(item)}\n\n"
        await asyncio.sleep(0.02)


def add_pages(app: FastAPI, stub: Stub) -> None:
    templates = Environment(loader=FileSystemLoader(WEB / "templates"), autoescape=True)
    turns: list[Json] = []

    def page(name: str, language: str) -> HTMLResponse:
        context = stub.page_context(language) | {"root": "", "turns": turns, "new_id": uuid.uuid4}
        html = templates.get_template(name).render(context)
        return HTMLResponse(html, headers={"Content-Security-Policy": CSP.format(host="'self'")})

    @app.get("/")
    def index(language: str = "id") -> Response:
        return page("index.html", language)

    @app.get("/tanya")
    def plain(language: str = "id") -> Response:
        return page("plain.html", language)

    @app.post("/tanya")
    def ask(
        text: Annotated[str, Form()],
        client_message_id: Annotated[str, Form()],
        language: Annotated[str, Form()],
        payload: Annotated[str | None, Form()] = None,
    ) -> Response:
        stub.received.append({"text": text, "payload": payload, "client_message_id": client_message_id})
        turns.append({"question": text, "replies": [rendered(item) for item in canned(text)]})
        return RedirectResponse(f"/tanya?language={language}#terbaru", 303)

    @app.get("/host")
    def host() -> Response:
        policy = CSP.format(host=stub.host_csp)
        return HTMLResponse(stub.host_page, headers={"Content-Security-Policy": policy})
