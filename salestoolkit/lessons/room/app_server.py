"""The server of a workshop's apps: Voila, with a list of the apps for a start and no code to be seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tornado.ioloop
import tornado.web
from jupyter_server.base.handlers import JupyterHandler
from voila.app import Voila
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler

from salestoolkit.lessons.room.app_list import list_page
from salestoolkit.words import load_words

TEMPLATE = "salestoolkit"
"""Folder of our page in ``room/jupyter``, which lies on the server's path of templates."""
UNUSED = ("@voila-dashboards/jupyterlab-preview", "jupyterlab_pygments", "salestoolkit-reading")
"""Extensions of JupyterLab that an app has no use for."""


class ListHandler(JupyterHandler):
    """The list of apps; only with the token."""

    def initialize(self, page: str) -> None:
        """Keep the page."""
        self.page = page

    @tornado.web.authenticated
    async def get(self) -> None:
        """Answer with the list."""
        self.finish(self.page)


class LeaveHandler(VoilaShutdownKernelHandler):  # type: ignore[misc]  # the server has no types
    """Ends a page's kernel when the page is left; else kernels would pile up until the server ends."""

    def check_xsrf_cookie(self) -> None:
        """A browser that leaves a page sends no such cookie; the kernel's id is known to its page alone."""


class AppServer(Voila):  # type: ignore[misc]  # the server has no types
    """Voila over one folder, at exactly one address."""

    plan: Mapping[str, Any]

    def init_handlers(self) -> list[Any]:
        """Ours for the start page, then Voila's."""
        page = list_page(load_words(self.plan["language"]))
        ours = [
            (r"/", ListHandler, {"page": page}),
            (r"/voila/api/shutdown/(.*)", LeaveHandler),
        ]
        return [*ours, *super().init_handlers()]

    def listen(self) -> None:
        """Listen at the address asked for or nowhere, encrypted where there is a certificate."""
        files = {"certfile": self.plan["certificate"], "keyfile": self.plan["key"]}
        self.app.listen(self.port, self.ip, ssl_options=files if all(files.values()) else None)
        self.ioloop = tornado.ioloop.IOLoop.current()
        try:
            self.ioloop.start()
        finally:
            self.stop()


def serve_apps(plan: Mapping[str, Any]) -> None:
    """Serve the apps in a folder until the process is told to end."""
    words = load_words(plan["language"])
    said = {name: words.text(f"workshop.apps.{name}") for name in ("loading", "back")}
    server = AppServer.instance(
        ip=plan["ip"], port=plan["port"], token=plan["token"], open_browser=False
    )
    server.plan = plan
    server.config.VoilaConfiguration.update(
        {
            "template": TEMPLATE,
            "strip_sources": True,
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "extension_denylist": list(UNUSED),
            "resources": {"words": said},
        }
    )
    server.config.VoilaExporter.language_code = words.language
    server.initialize([plan["folder"]])
    server.start()
