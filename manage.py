#!/usr/bin/env python
"""Plain Django. Without a SECRET_KEY it speaks to the demo of this checkout, never to production."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groupsite.settings")
    if "SECRET_KEY" not in os.environ:
        os.environ.setdefault("PORTAL_PROFILE", "demo")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
