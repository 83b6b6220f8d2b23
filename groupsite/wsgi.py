"""The door gunicorn knocks on."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groupsite.settings")

application = get_wsgi_application()
gc.collect()
gc.freeze()  # what is loaded by now stays loaded: no collection need walk it again, or unshare it between workers
