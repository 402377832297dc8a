"""`sitesel serve`: the map and the API."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand

from sitesel.cli.exits import CannotListen
from sitesel.cli.terminal import tell
from sitesel.language import Lang, Text
from sitesel.settings import Settings

_SHORT = Text("在浏览器和 HTTP 上提供目录", "serve the catalogue to browsers and over HTTP")
_LONG = Text(
    """提供网页与 HTTP 接口：首页是选址地图，/docs 是接口说明。访客的咨询用 sitesel enquiries 查看。
只监听本机；要让别的机器访问，请写 --host 0.0.0.0。按 Ctrl-C 停止。""",
    """Serve the pages and the API: the first page is the map to select on, /docs is the manual of
the API, and `sitesel enquiries` lists what visitors asked. It listens on this machine only;
write --host 0.0.0.0 for others to reach it. Ctrl-C stops it.""",
)
_HOST = Text("监听地址；默认 SITESEL_HOST", "address to listen on; SITESEL_HOST")
_PORT = Text("端口；默认 SITESEL_PORT", "port to listen on; SITESEL_PORT")
_STORE = Text("存放目录的文件夹；默认 SITESEL_STORE", "folder of the catalogues; SITESEL_STORE")
_READY = Text("服务已就绪：http://{host}:{port}/", "ready at http://{host}:{port}/")


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the command."""

    @app.command("serve", cls=command, help=_LONG.say(lang), short_help=_SHORT.say(lang))
    def serve(
        host: Annotated[
            str, typer.Option("--host", metavar="ADDRESS", help=_HOST.say(lang))
        ] = settings.host,
        port: Annotated[
            int, typer.Option("--port", min=0, max=65535, metavar="PORT", help=_PORT.say(lang))
        ] = settings.port,
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
    ) -> None:
        import uvicorn  # noqa: PLC0415  # slow to load

        from sitesel.api.app import create_app  # noqa: PLC0415
        from sitesel.api.ready import make_ready  # noqa: PLC0415

        told = {"host": host, "port": port, "store": store}
        service = create_app(settings.model_copy(update=told))
        make_ready(service)
        tell(_READY.format(host=host, port=port).say(lang))
        try:
            uvicorn.run(
                service,
                host=host,
                port=port,
                log_level="warning",
                # left to itself, uvicorn believes whatever this machine says of who asks
                proxy_headers=bool(settings.proxies),
                forwarded_allow_ips=settings.proxies,
            )
        except SystemExit as stopped:  # uvicorn's way to say that it could not start
            if stopped.code:
                raise CannotListen(
                    f"can't listen on {host}:{port}: it is in use or not allowed; "
                    "choose another with --port",
                    f"无法监听 {host}:{port}：已被占用或不允许；请用 --port 换一个端口",
                ) from stopped
