#!/usr/bin/env python3
"""Salespeople's pages in a headless Chromium: both languages, phone and desk, light and dark; kept as screenshots.

    drive_own.py PORT FOLDER AXE MAIL HOSTILE OWN

MAIL and HOSTILE are links of mails, OWN is one to the own page; AXE is axe-core's script, empty: not asked. Prints what failed; exit 1
then.
"""
import pathlib
import sys

from drive import Browser, Checks, Chromedriver

AXE_RUN = "const done = arguments[0]; axe.run().then(r => done(r.violations.map(v => v.id + ': ' + v.nodes[0].html)))"
LOOKS = [(language, width, scheme) for language in ("id", "en") for width in (390, 1280) for scheme in ("light", "dark")]
ON_PAGE = {"id": ("Yang dapat Anda lakukan", "Menunggu jawaban Anda"),
           "en": ("What you can do", "Waiting for your answer")}


def accessible(browser, axe, checks, what):
    if axe:
        browser.run(axe)
        found = browser.call("POST", "/execute/async", {"script": AXE_RUN, "args": []})
        checks.same(found, [], f"axe-core of {what}")


def look(browser, axe, checks, picture, width):
    checks.same(browser.run("return document.documentElement.scrollWidth <= window.innerWidth"), True,
                f"{picture.stem} is no wider than {width}")
    checks.same(browser.run("return document.scripts.length"), 0, f"scripts of {picture.stem}")
    accessible(browser, axe, checks, picture.stem)
    browser.picture(picture)


def unfold(browser):
    browser.run("document.querySelectorAll('details').forEach(d => d.open = true)")


def show_all(driver, site, axe, checks, pictures, links):
    mail, hostile, own = links
    for language, width, scheme in LOOKS:
        browser = Browser(driver, site, language, width, 844 if width < 800 else 900, phone=width < 800)
        try:
            browser.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
            name = f"{language}-{width}-{scheme}"
            browser.open(mail)
            checks.shows(browser, "body", ON_PAGE[language][0])
            checks.same(browser.run("return document.querySelector('.actions').getBoundingClientRect().top < 844"), True,
                        f"what can be done begins on the first screen, {name}")
            look(browser, axe, checks, pictures / f"own-mail-{name}.png", width)
            unfold(browser)
            look(browser, axe, checks, pictures / f"own-mail-open-{name}.png", width)
            browser.open(hostile)
            look(browser, axe, checks, pictures / f"own-hostile-{name}.png", width)
            browser.open(own)
            look(browser, axe, checks, pictures / f"own-door-{name}.png", width)
            browser.press("main button")
            checks.shows(browser, "body", ON_PAGE[language][1])
            look(browser, axe, checks, pictures / f"own-page-{name}.png", width)
            checks.same(browser.complaints(), [], "what the browser objected to")
        finally:
            browser.end()


def act(driver, site, axe, checks, pictures, mail):
    """Every action once, on a phone, each by two touches."""
    phone = Browser(driver, site, "en", 390, 844, phone=True)
    try:
        phone.open(mail)
        phone.press('form[action$="/page"] button')
        checks.shows(phone, "h1", "Your page")
        checks.shows(phone, "main", "on its way to your mailbox")
        accessible(phone, axe, checks, "the answer that the link is on its way")
        phone.open(mail)
        phone.press("details:nth-of-type(1) summary")
        phone.press('form[action$="/ask"] button')  # without words the browser itself asks for them
        phone.write("#ask", "Ia menunggu harga.")
        phone.press('form[action$="/ask"] button')
        checks.shows(phone, ".told", "You asked a reviewer on")
        phone.press("details:nth-of-type(2) summary")
        phone.write("#reason", "Ia minta hari ini")
        phone.press('form[action$="/send"] button')
        checks.shows(phone, ".told", "Release requested by budi (by link)")
        look(phone, axe, checks, pictures / "own-sent.png", 390)
    finally:
        phone.end()


def main():
    site = f"http://127.0.0.1:{sys.argv[1]}"
    pictures = pathlib.Path(sys.argv[2])
    pictures.mkdir(parents=True, exist_ok=True)
    axe = pathlib.Path(sys.argv[3]).read_text(encoding="utf-8") if sys.argv[3] else ""
    checks = Checks()
    driver = Chromedriver()
    try:
        show_all(driver, site, axe, checks, pictures, sys.argv[4:7])
        act(driver, site, axe, checks, pictures, sys.argv[4])
    finally:
        driver.stop()
    for failure in checks.failed:
        print(failure)
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
