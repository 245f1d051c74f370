"""For servers that bring processes of their own: `gunicorn 'web.wsgi:application()'`.

It answers requests and nothing else: what falls due is done by `vinhdanh worker`, which also brings
the tables up to date before a web process may start.
"""

from __future__ import annotations

from flask import Flask

from web.loading import loading

with loading():
    from web.app import create_app
    from web.commands.installation import open_engine
    from web.logs import set_up_logs
    from web.settings import read_settings


def application() -> Flask:
    """The application of the installation that the environment names."""
    settings = read_settings()
    set_up_logs()
    return create_app(open_engine(settings), settings)
