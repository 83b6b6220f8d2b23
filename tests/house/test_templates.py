"""Every template is whole: a slip in one that no test opens would wait for a family to find it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import TemplateSyntaxError, engines

FOLDER = Path(settings.BASE_DIR) / "templates"
NAMES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", NAMES)
def test_the_template_compiles(name):
    engines["django"].get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_no_line_is_left_of_two_versions_put_together(name):
    lines = (FOLDER / name).read_text(errors="replace").splitlines()
    assert not [line for line in lines if line.startswith(("<<<<<<<", "=======", ">>>>>>>"))]


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".html")])
def test_a_title_is_plain_text_so_it_holds_no_tags(name):
    """The tab of a browser would show them."""
    titles = re.findall(r"{% block title %}(.*?){% endblock %}", (FOLDER / name).read_text())
    assert not [title for title in titles if "<" in title or "{% include" in title]


def test_a_broken_template_would_be_noticed():
    with pytest.raises(TemplateSyntaxError):
        engines["django"].from_string("{% if family %}")
