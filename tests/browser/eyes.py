"""What a person would notice on a page, asked of a real browser."""

from pathlib import Path

AXE = (Path(__file__).parent / "axe.min.js").read_text()
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What night can change where the same page was looked at by day at the same width."""
WIDTH = ["target-size", "scrollable-region-focusable", "link-name", "button-name", "label"]
WIDER = {"runOnly": {"type": "rule", "values": [*COLOURS["runOnly"]["values"], *WIDTH]}}
"""What a wider window can change: colours of what was folded away, sizes, and names of what shows only there."""
PHONE, DESK, SMALLEST = (360, 740), (1280, 900), (320, 640)
FRAME = """() => ({
    h1: document.querySelectorAll("h1").length,
    title: document.title,
    lang: document.documentElement.lang,
    nodes: document.querySelectorAll("*").length,
    html: document.documentElement.outerHTML.length,
})"""
WIDER_LETTERS = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("main * { letter-spacing: .12em !important; word-spacing: .16em !important; }");
    document.adoptedStyleSheets = [sheet];
}"""
NODES, HTML = 1500, 100_000
HEAVIER_NODES = {"register": 2500}


class Window:
    """A browser window that writes down what went wrong in it."""

    def __init__(self, browser, home, *, cookies=(), scripts=True, **options):
        self.home = home
        self.context = browser.new_context(
            viewport={"width": PHONE[0], "height": PHONE[1]},
            java_script_enabled=scripts,
            locale="en-GB",
            reduced_motion="reduce",  # a colour half-way between two is nobody's mistake
            **options,
        )
        self.sign_in_with(cookies)
        self.noises = []
        self.markup = ""
        """Of the page that was asked for last, before any script."""
        self.context.on("request", self._heard_request)
        self.page = self.context.new_page()
        self.page.on("console", lambda said: self.noises.append(f"console: {said.text}") if said.type == "error" else 0)
        self.page.on("pageerror", lambda error: self.noises.append(f"script: {error}"))

    def _heard_request(self, request):
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.noises.append(f"asked a third party: {request.url}")

    def is_a_page(self, path):
        """Not a file, not only for sending, and it does not send us on."""
        answer = self.context.request.get(self.home + path, max_redirects=0)
        assert answer.status < 500, f"{path} answered {answer.status}"
        is_page = answer.status == 200 and answer.headers["content-type"].startswith("text/html")
        self.markup = answer.text() if is_page else ""
        return is_page

    def status_of(self, path):
        return self.context.request.get(self.home + path, max_redirects=0).status

    def open(self, path):
        self.noises.clear()
        self.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        self.page.emulate_media(color_scheme="light")
        return self.page.goto(self.home + path, wait_until="load")

    def sign_in_with(self, cookies):
        self.context.add_cookies([{"name": name, "value": value, "url": self.home} for name, value in cookies])

    def close(self):
        self.context.close()


LIGHTS = ((PHONE, "light", RULES), (PHONE, "dark", COLOURS), (DESK, "light", WIDER))


def problems(window, picture=None):
    """Everything wrong with the page that is open, at a phone's and a desk's width, by day and by night."""
    page, found = window.page, list(window.noises)
    found += frame_problems(page)
    for (width, height), scheme, rules in LIGHTS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        found += [f"{width} {scheme}: {problem}" for problem in axe(page, rules)]
        if picture:
            page.screenshot(path=f"{picture}-{width}-{scheme}.png", full_page=True)
    return "\n".join(found + sideways(page))


def frame_problems(page):
    """One heading, a title, a language, and no heavier than a page may be."""
    facts = page.evaluate(FRAME)
    limit = next((most for part, most in HEAVIER_NODES.items() if part in page.url), NODES)
    wrong = {
        f"{facts['h1']} main headings": facts["h1"] != 1,
        "no title": not facts["title"].strip(" ·"),
        "no language": not facts["lang"],
        f"{facts['nodes']} elements": facts["nodes"] > limit,
        f"{facts['html']} bytes of HTML": facts["html"] > HTML,
    }
    return [what for what, is_wrong in wrong.items() if is_wrong]


def sideways(page):
    """A page never scrolls sideways, not even on the smallest phone or with wider letters."""
    found = []
    for width, height in (SMALLEST, PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{width} px scrolls sideways to {wide}" for wide in [wider(page)] if wide > width]
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.evaluate(WIDER_LETTERS)
    found += [f"with wider letters it scrolls sideways to {wide}" for wide in [wider(page)] if wide > PHONE[0]]
    page.evaluate("() => { document.adoptedStyleSheets = []; }")
    return found


def wider(page):
    return page.evaluate("document.documentElement.scrollWidth")


def axe(page, rules=RULES):
    """Violations of WCAG 2.2 AA. The script goes in by the developer tools, as the policy lets no other script in."""
    if not page.evaluate("!!window.axe"):  # half a megabyte, so once a page
        page.evaluate(f"() => {{ {AXE} }}")
    answer = page.evaluate("rules => axe.run(document, rules)", rules)
    return [
        f"{violation['id']}: {' | '.join(' '.join(map(str, node['target'])) for node in violation['nodes'][:4])}"
        f" ({violation['nodes'][0]['failureSummary'].splitlines()[-1].strip()})"
        for violation in answer["violations"]
    ]
