"""What is looked at on a page, each a function from an open tab to a list of problems."""

import re
from functools import cache
from importlib import resources
from urllib.parse import unquote, urldefrag, urlsplit

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
SERIOUS = ("serious", "critical")
ALIKE = "mjx-container, .highlight pre"
PHONE = {"width": 390, "height": 844}


class Listener:
    """Notes what a tab reports while it loads and is used: errors, failed requests, requests to other hosts."""

    def __init__(self, tab, address):
        self.problems = []
        self.address = address
        tab.on("console", lambda message: message.type == "error" and self.problems.append(f"console: {message.text[:200]}"))
        tab.on("pageerror", lambda error: self.problems.append(f"script error: {str(error)[:200]}"))
        tab.on("request", self._request)
        tab.on("response", lambda answer: answer.status >= 400 and self.problems.append(f"{answer.status} for {answer.url}"))

    def _request(self, request):
        if urlsplit(request.url).scheme not in ("data", "blob") and not request.url.startswith(self.address):
            self.problems.append(f"foreign request: {request.url[:200]}")


def settle(tab):
    """Wait until formulas are set, fonts are there and pictures are decoded."""
    tab.evaluate(
        """async () => {
            await window.MathJax?.startup?.promise;
            await document.fonts.ready;
            for (const image of document.images) { image.loading = "eager"; }
            await Promise.all([...document.images].map(image => image.decode().catch(() => {})));
        }"""
    )


def references(tab):
    """Nothing in the page's source points to another host, whether it was fetched or not."""
    foreign = tab.evaluate(
        """() => [...document.querySelectorAll("script[src], link[href]:not([rel=canonical]), img[src], iframe[src], source[src], object[data]")]
            .map(e => e.src || e.href || e.data).filter(a => !a.startsWith("data:") && new URL(a, location).origin !== location.origin)"""
    )
    return [f"foreign reference: {reference[:200]}" for reference in foreign]


def content(tab):
    """Pictures have loaded and formulas are set without error."""
    broken = tab.evaluate("() => [...document.images].filter(i => !i.naturalWidth).map(i => i.alt || i.src.slice(0, 99))")
    errors = tab.evaluate("() => [...document.querySelectorAll('mjx-merror, .MathJax_Error')].map(e => e.getAttribute('data-mjx-error') || e.textContent)")
    return [f"picture does not load: {name}" for name in broken] + [f"formula: {error}" for error in errors]


def links(tab, address, site):
    """Links within the site lead to a page that exists, and to an element on it."""
    found = []
    # the links of an SVG have no plain address, so all are resolved here
    every = tab.eval_on_selector_all("a[href]", "links => links.map(link => new URL(link.getAttribute('href'), document.baseURI).href)")
    for link in sorted(set(every)):
        if not link.startswith(address):
            continue
        path, fragment = urldefrag(link)
        target = site / unquote(urlsplit(path).path[len(urlsplit(address).path) :] or "index.html")
        if not target.is_file():
            found.append(f"broken link: {link}")
        elif fragment and target.suffix == ".html" and unquote(fragment) not in _ids(target):
            found.append(f"link to a missing place: {link}")
    return found


@cache
def _ids(path):
    return set(re.findall(r'\b(?:id|name)="([^"]+)"', path.read_text(encoding="utf-8")))


def sliders(tab):
    """Each slider, by keyboard and by mouse, changes picture, sentence, text and label."""
    found = []
    for figure in tab.query_selector_all("figure.explore"):
        name = figure.get_attribute("id")
        for number, slider in enumerate(figure.query_selector_all("input[type=range]")):
            found += [f"{name}, slider {number + 1}: {problem}" for problem in _slider(tab, figure, slider, number)]
    return found


def _slider(tab, figure, slider, number):
    found = []
    slider.focus()
    tab.keyboard.press("Home")
    states = [_state(figure, number)]
    for position in range(int(slider.get_attribute("max"))):
        tab.keyboard.press("ArrowRight")
        states.append(_state(figure, number))
        same = [part for part in ("picture", "sentence", "text") if states[-1][part] == states[-2][part]]
        if same:
            found.append(f"the key → at position {position} leaves the {' and the '.join(same)} unchanged")
    for position, state in enumerate(states):
        if state["label"] != state["text"] or state["alternative"] != state["sentence"] or not state["drawn"]:
            found.append(f"position {position}: label {state['label']!r} for {state['text']!r}, alternative text {state['alternative']!r}, drawn: {state['drawn']}")
    # a click at either end of the track is a move by mouse
    for end, want in (("left", states[0]), ("right", states[-1])):
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        tab.mouse.click(box["x"] + (2 if end == "left" else box["width"] - 2), box["y"] + box["height"] / 2)
        if _state(figure, number) != want:
            found.append(f"the mouse at its {end} end does not show what the keyboard showed there")
    return found


def _state(figure, number):
    return figure.evaluate(
        """async (figure, number) => {
            const image = figure.querySelector("img");
            await image.decode().catch(() => {});
            const input = figure.querySelectorAll("input[type=range]")[number];
            return {
                picture: image.src, alternative: image.alt, drawn: image.naturalWidth > 0,
                sentence: figure.querySelector(".explore-sentence").textContent,
                text: figure.querySelectorAll("output")[number].textContent, label: input.getAttribute("aria-valuetext"),
            };
        }""",
        number,
    )


def flatten(tab):
    """Replace formulas and highlighted code by their plain text: nine tenths of a page's elements, and alike on every page.

    Axe takes a third of the time on what is left. The page is not itself any more: look at everything else first.
    """
    tab.evaluate("alike => { for (const element of document.querySelectorAll(alike)) { element.textContent = element.textContent } }", ALIKE)


def accessibility(tab, thorough=False):
    """What axe finds that is serious or critical, with the elements. Formulas and code are looked at only when `thorough`."""
    return _axe(tab, {} if thorough else {"exclude": [[ALIKE]]}, {})


def dark(tab, thorough=False):
    """In the dark theme the page is dark, and its text can be read. The frame around the page is looked at only when `thorough`."""
    tab.evaluate("() => { document.documentElement.dataset.theme = document.documentElement.dataset.mode = 'dark' }")
    brightness = tab.evaluate(
        """() => getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).slice(0, 3).map(Number).reduce((a, b) => a + b) / 765"""
    )
    found = [] if brightness < 0.25 else [f"the dark theme's background is not dark ({brightness:.2f})"]
    scope = {} if thorough else {"include": [["main"]], "exclude": [[ALIKE]]}
    # only colours depend on the theme
    return found + [f"dark theme: {problem}" for problem in _axe(tab, scope, {"runOnly": ["color-contrast"]})]


def _axe(tab, scope, options):
    if not tab.evaluate("() => 'axe' in window"):
        tab.evaluate(AXE)
    run = "([scope, options]) => axe.run(Object.keys(scope).length ? scope : document, options)"
    result = tab.evaluate(run, [scope, {"resultTypes": ["violations"], **options}])
    return [
        f"axe: {violation['id']} at {violation['nodes'][0]['target'][0]} and {len(violation['nodes']) - 1} others: {violation['help']}"
        for violation in result["violations"]
        if violation["impact"] in SERIOUS
    ]


def phone(tab):
    """On a phone nothing is wider than the screen. The tab is a phone's afterwards."""
    tab.set_viewport_size(PHONE)
    width, wide = tab.evaluate(
        """async () => {
            await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
            const limit = document.documentElement.clientWidth;
            const wide = [...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > limit + 1);
            return [document.documentElement.scrollWidth, wide.slice(0, 3).map(e => e.tagName + "." + e.className)];
        }"""
    )
    return [f"at 390 px the page is {width} px wide: {', '.join(wide)}"] if width > PHONE["width"] else []
