"""What Flower is told by its `--conf`: who may look. Flower executes this file; nothing imports it.

The admin token stands neither in a command line nor in a variable of its own. Flower compares it in constant time.
"""

from flower.views.monitor import Metrics
from tornado.web import authenticated

from studio.settings import get_settings

USER = "admin"

_token = get_settings().admin.token
# A list, and not Flower's text with commas: a comma in the token would make two ways in out of one.
basic_auth = [] if _token is None else [f"{USER}:{_token.get_secret_value()}"]

# Flower leaves its counts of tasks and workers open; they are guarded like all the rest.
Metrics.get = authenticated(Metrics.get)
