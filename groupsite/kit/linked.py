"""Words for search engines inside a page: linked data of schema.org, which nothing in it can break out of."""

import json
from typing import Any

from django.utils.safestring import SafeString

ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def inside_a_script(said: dict[str, Any]) -> SafeString:
    """As JSON in which nothing ends the script tag round it."""
    return SafeString(json.dumps(said, ensure_ascii=False).translate(ESCAPES))
