"""The web application: routes, frame, policy and errors around one engine."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, current_app, url_for
from werkzeug.wrappers import Response

from engine.process_engine import ProcessEngine
from web.api import install_api
from web.errors import install_errors
from web.frame import install_frame
from web.navigation import start_of
from web.pages import PAGES
from web.requests import Installation, actor, install, see_other, session
from web.security import secure
from web.settings import Settings
from web.template_code import TemplateCode
from workflows.attachments import BlobStore

WEB = Path(__file__).parent
YEAR = 365 * 24 * 3600


def create_app(engine: ProcessEngine, settings: Settings) -> Flask:
    """An application on an engine whose tables are there."""
    app = Flask(
        "vinhdanh",
        root_path=str(WEB),
        template_folder=str(WEB / "templates"),
        static_folder=str(WEB / "static"),
    )
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR
    code = TemplateCode(WEB / "templates")
    app.jinja_options = {**app.jinja_options, "autoescape": True, "bytecode_cache": code}
    install(app, Installation(engine, settings, BlobStore(settings.data_dir)))
    secure(app, settings)
    install_frame(app)
    install_errors(app)
    for page in PAGES:
        app.register_blueprint(page)
    install_api(app)
    app.add_url_rule("/", "home", home)
    return app


def home() -> Response:
    """Officers find their tasks, citizens the public pages."""
    if session() is not None:
        return see_other(url_for(start_of(actor())))
    public = "public.home" if "public.home" in current_app.view_functions else "sign_in.show"
    return see_other(url_for(public))
