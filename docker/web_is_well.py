"""The health check of the web service: one request, as the proxy in front of it would send it."""

import http.client
import os
import sys

PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 8000

caller = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip().lstrip(".")
caller.request("GET", "/health/", headers={"Host": host, "X-Forwarded-Proto": "https"})
sys.exit(0 if caller.getresponse().status == 200 else 1)
