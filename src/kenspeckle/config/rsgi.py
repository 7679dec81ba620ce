"""What granian serves: the front, with Django behind it."""

import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from kenspeckle.machine.processes import end_with_parent

# A worker of a granian that was killed would go on listening beside the new one's.
if _parent := multiprocessing.parent_process():
    end_with_parent(_parent.pid)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenspeckle.config.settings")
_django = get_wsgi_application()

# Rooms are imported when Django is set up.
from kenspeckle.config.settings import ENVIRONMENT  # noqa: E402
from kenspeckle.front import serving  # noqa: E402
from kenspeckle.front.application import Front  # noqa: E402
from kenspeckle.front.database import Database  # noqa: E402
from kenspeckle.front.documents import Documents  # noqa: E402
from kenspeckle.front.pages import Pages  # noqa: E402

_database = Database()
application = Front(
    _django,
    threads=serving.threads_for(ENVIRONMENT.workers or serving.default_workers()),
    shortcuts=[Documents(_database.fetch)],
    pages=Pages(_database.fetch),
)
