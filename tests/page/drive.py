#!/usr/bin/env python3
"""Drives the page in a headless Chromium, by chromedriver's W3C interface, and keeps screenshots.

    drive.py PORT FOLDER [AXE]

The page is the one that browser_test.cpp serves; its mails have the subjects named here. AXE is axe-core's axe.min.js: with it
each page that is pictured is looked through for what keeps people out. Prints what failed; exit 1 then.
"""
import base64
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.error
import urllib.request

PASSWORD = "kata sandi yang panjang"
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
TAB, ENTER, SPACE = "\ue004", "\ue007", "\ue00d"
AXE = ""         # the script; empty: it is not here
VIOLATIONS = []  # of all pages


class Chromedriver:
    """The driver's process; it says on which port it listens."""

    def __init__(self):
        self.process = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            if "was started successfully on port" in line:
                self.url = f"http://127.0.0.1:{line.rstrip().rstrip('.').rsplit(' ', 1)[1]}"
                return
        raise RuntimeError("chromedriver did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Browser:
    """A session: one browser with cookies of its own."""

    def __init__(self, driver, site, language="en", width=1280, height=900, phone=False):
        self.site = site
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                            "--no-first-run", "--disable-background-networking", f"--lang={language}",
                            f"--accept-lang={language}", f"--window-size={width},{height}"],
                   "prefs": {"intl.accept_languages": language}}
        if phone:
            options["mobileEmulation"] = {"deviceMetrics": {"width": width, "height": height, "pixelRatio": 2}}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        self.url = driver.url
        answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.url = f"{driver.url}/session/{answer['sessionId']}"
        self.call("POST", "/timeouts", {"implicit": 5000})

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {json.load(error)['value']['message']}") from error

    def open(self, path):
        self.call("POST", "/url", {"url": self.site + path})

    def find(self, css):
        return self.call("POST", "/element", {"using": "css selector", "value": css})[ELEMENT]

    def link(self, text):
        return self.call("POST", "/element", {"using": "partial link text", "value": text})[ELEMENT]

    def click(self, element):
        self.call("POST", f"/element/{element}/click", {})

    def press(self, css):
        self.click(self.find(css))

    def write(self, css, text):
        self.call("POST", f"/element/{self.find(css)}/value", {"text": text})

    def choose(self, css, value):
        self.press(f'{css} option[value="{value}"]')

    def text(self, css="body"):
        return self.call("GET", f"/element/{self.find(css)}/text")

    def run(self, script):
        return self.call("POST", "/execute/sync", {"script": script, "args": []})

    def violations(self, axe):
        """What axe-core finds on the page: rule, and where."""
        script = axe + """;const done = arguments[arguments.length - 1];
            axe.run().then(found => done(found.violations.map(
                one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.target.join(" ")).join(", ")}`)));"""
        return self.call("POST", "/execute/async", {"script": script, "args": []})

    def keys(self, text):
        actions = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def devtools(self, command, **parameters):
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def picture(self, path):
        if AXE:
            for found in self.violations(AXE):
                VIOLATIONS.append(f"{path.name}: {found}")
        taken = self.devtools("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(taken["data"]))

    def complaints(self):
        """What the browser objected to: with a strict policy, anything that is not our own. A refusal's status is no
        objection."""
        log = self.call("POST", "/se/log", {"type": "browser"})
        return [entry["message"] for entry in log if "the server responded with a status of 4" not in entry["message"]]

    def login(self, name):
        self.open("/login")
        self.write("#name", name)
        self.write("#password", PASSWORD)
        self.press("main button")
        self.find(".queue")

    def end(self):
        self.call("DELETE", "")


class Checks:
    def __init__(self):
        self.failed = []

    def shows(self, browser, css, part):
        """Waits for it: after a click the next page may take its time."""
        text = ""
        for _ in range(100):
            try:
                text = browser.text(css)
            except RuntimeError as error:
                text = str(error)
            if part in text:
                return
            time.sleep(0.1)
        self.failed.append(f"wanted {part!r} in {css}:\n{text}")

    def same(self, found, wanted, what):
        if found != wanted:
            self.failed.append(f"{what}: found {found!r}, wanted {wanted!r}")


def open_mail(browser, subject):
    browser.open("/")
    browser.click(browser.link(subject))


def review(browser, checks, pictures):
    """Every action once, in English."""
    browser.open("/")
    checks.shows(browser, "body", "Log in")
    browser.picture(pictures / "en-login.png")
    browser.write("#name", "sari")
    browser.write("#password", "wrong")
    browser.press("main button")
    checks.shows(browser, ".told", "The account name or the password is wrong.")
    browser.login("sari")
    checks.shows(browser, "h1", "Held mail")
    browser.picture(pictures / "en-queue.png")

    open_mail(browser, "Penawaran pompa")
    checks.shows(browser, "body", "The minimum gap is 7 days.")
    browser.picture(pictures / "en-mail.png")
    browser.write("#note", "Sudah saya telepon.")
    browser.press('form[action$="/note"] button')
    checks.shows(browser, ".told", "The note is kept.")
    browser.press('form[action$="/release"] button')
    checks.shows(browser, ".told", "Release requested.")
    checks.shows(browser, "aside", "Release requested by sari")
    browser.picture(pictures / "en-released.png")

    open_mail(browser, "Tunggu waktunya")
    browser.press('form[action$="/when-allowed"] button')
    checks.shows(browser, ".told", "judged again on schedule")

    open_mail(browser, "Kembali")
    browser.press('form[action$="/return"] button')  # with neither words nor a ready-made reply
    checks.shows(browser, ".told", "please write some words first")
    browser.write("#words", "Mohon tunggu balasannya.")
    browser.press('form[action$="/return"] button')
    checks.shows(browser, ".told", "Return requested.")

    open_mail(browser, "Buang saja")
    browser.click(browser.link("Discard"))
    checks.shows(browser, "h1", "Discard this mail?")
    browser.picture(pictures / "en-discard.png")
    browser.press("button.danger")
    checks.shows(browser, ".told", "Discarding requested.")

    browser.open("/?text=Sekaligus")
    for box in (1, 2):
        browser.press(f"tbody tr:nth-child({box}) input[type=checkbox]")
    browser.choose("#what-needs", "return")
    browser.press(".several button")
    checks.shows(browser, "h1", "Return the chosen messages (2)?")
    browser.write("#words", "Terlalu banyak sekaligus.")
    browser.picture(pictures / "en-several.png")
    browser.press("button.main")
    checks.shows(browser, ".told", "2 requested.")
    group(browser, checks, pictures)
    undo(browser, checks)
    wishes(browser, checks, pictures)
    browser.open("/log")
    checks.shows(browser, "body", "discarding requested")
    browser.picture(pictures / "en-log.png")


def group(browser, checks, pictures):
    """Three identical mails: one choice, one decision; the filters stay."""
    browser.open("/?text=Promo&order=newest")
    checks.shows(browser, "tbody", "3 identical messages")
    browser.press("tbody .members summary")
    browser.picture(pictures / "en-group.png")
    browser.press("tbody input[type=checkbox]")
    browser.choose("#what-needs", "return")
    browser.press(".several button")
    checks.shows(browser, "h1", "Return the chosen messages (3)?")
    browser.choose("#reply", "1")
    browser.press("button.main")
    checks.shows(browser, ".told", "3 requested.")
    checks.same(browser.run("return location.search"), "?text=Promo&order=newest", "filters after a decision")
    browser.click(browser.link("Promo"))
    checks.shows(browser, "aside", "Return requested by sari")
    checks.same(browser.run("return !document.querySelector('a[href^=\"https://ours\"]')"), True, "no link of a mail leads out")
    browser.picture(pictures / "en-whole.png")


def undo(browser, checks):
    open_mail(browser, "Urungkan")
    browser.press('form[action$="/release"] button')
    checks.shows(browser, ".told", "Release requested.")
    browser.press("#undo")
    checks.shows(browser, ".told", "Undone.")
    browser.press("a[rel=next]")
    checks.shows(browser, "h1", "")


def wishes(browser, checks, pictures):
    browser.open("/wishes")
    checks.shows(browser, "main", "jangan kirim lagi")
    browser.picture(pictures / "en-wishes.png")
    browser.press('button[value="block"]')
    checks.shows(browser, ".told", "Confirmed:")


def hostile(browser, checks, pictures):
    """Text that tries to be more is text."""
    browser.open("/?text=alert")
    checks.shows(browser, "tbody", "<script>alert(1)</script>")
    browser.press("tbody a")
    checks.shows(browser, "h1", "<script>alert(1)</script><img src=x onerror=alert(2)>\\u202egnp.exe")
    checks.same(browser.run("return document.querySelectorAll('main script, main img').length"), 0,
                "scripts and images that came by mail")
    checks.same(browser.run("return document.documentElement.scrollWidth <= window.innerWidth"), True, "width")
    browser.picture(pictures / "en-hostile.png")


def two_reviewers(driver, browser, site, checks, pictures):
    open_mail(browser, "Berdua")
    other = Browser(driver, site, "id")
    try:
        other.login("rina")
        open_mail(other, "Berdua")
        other.press('form[action$="/release"] button')
        checks.shows(other, ".told", "Pengiriman diminta.")
    finally:
        other.end()
    browser.press('form[action$="/release"] button')
    checks.shows(browser, ".told", "Not done: rina already requested something at")
    browser.picture(pictures / "en-two-reviewers.png")


def indonesian(browser, checks, pictures):
    browser.open("/")
    browser.press('button[name="to"]')
    checks.shows(browser, "h1", "Surel yang ditahan")
    browser.open("/?order=next")
    browser.picture(pictures / "id-queue.png")
    open_mail(browser, "Lagi pula")
    checks.shows(browser, "body", "Jeda minimum 7 hari.")
    browser.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    browser.picture(pictures / "id-mail-dark.png")
    browser.open("/")
    browser.picture(pictures / "id-queue-dark.png")
    browser.open("/log")
    checks.shows(browser, "body", "pengiriman diminta")
    browser.press('form[action="/logout"] button')
    checks.shows(browser, ".told", "Anda telah keluar.")
    browser.picture(pictures / "id-login-dark.png")


def on_a_phone(driver, site, checks, pictures):
    phone = Browser(driver, site, "id", 390, 844, phone=True)
    try:
        phone.login("sari")
        for name, path in (("queue", "/"), ("log", "/log"), ("hostile", "/?text=alert"), ("wishes", "/wishes")):
            phone.open(path)
            wide = phone.run("return document.documentElement.scrollWidth")
            checks.same(wide, 390, f"width of {path} on a phone")
            phone.picture(pictures / f"phone-{name}.png")
        open_mail(phone, "Lagi pula")
        checks.shows(phone, "h1", "Lagi pula")
        checks.same(phone.run("return document.documentElement.scrollWidth"), 390, "width of a mail on a phone")
        for what in ("#act-return", "#act-release", "#act-discard"):
            seen = f"return document.querySelector('.reach a[href=\"{what}\"]').getBoundingClientRect().bottom"
            checks.same(phone.run(seen) <= 844, True, f"{what} in reach on a phone")
        phone.picture(pictures / "phone-mail.png")
    finally:
        phone.end()


def tab_to(browser, script, most=60):
    """Presses Tab until the focus is where `script`, of the element `e`, says; and that must be seen."""
    for _ in range(most):
        browser.keys(TAB)
        if browser.run(f"const e = document.activeElement; return {script}"):
            return browser.run("return getComputedStyle(document.activeElement).outlineStyle !== 'none'")
    raise RuntimeError(f"the keyboard does not come to {script}")


def by_keyboard(driver, site, checks):
    """From the login to a release with Tab, Enter and letters alone."""
    browser = Browser(driver, site)
    try:
        browser.open("/")
        browser.keys(TAB)
        checks.same(browser.run("return document.activeElement.className"), "skip", "the first stop of Tab")
        checks.same(tab_to(browser, "e.id === 'name'"), True, "focus is seen")
        browser.keys("sari" + TAB + PASSWORD + ENTER)
        checks.shows(browser, "h1", "Held mail")
        tab_to(browser, "e.textContent.includes('Dengan papan ketik')")
        browser.keys(ENTER)
        checks.shows(browser, "h1", "Dengan papan ketik")
        checks.same(tab_to(browser, "e.textContent === 'Release now'"), True, "focus is seen")
        browser.keys(ENTER)
        checks.shows(browser, ".told", "Release requested.")
    finally:
        browser.end()


def main():
    site = f"http://127.0.0.1:{sys.argv[1]}"
    pictures = pathlib.Path(sys.argv[2])
    pictures.mkdir(parents=True, exist_ok=True)
    global AXE
    if len(sys.argv) > 3 and os.path.exists(sys.argv[3]):
        AXE = pathlib.Path(sys.argv[3]).read_text(encoding="utf-8")
    checks = Checks()
    driver = Chromedriver()
    try:
        browser = Browser(driver, site)
        try:
            review(browser, checks, pictures)
            hostile(browser, checks, pictures)
            two_reviewers(driver, browser, site, checks, pictures)
            indonesian(browser, checks, pictures)
            checks.same(browser.complaints(), [], "what the browser objected to")
        finally:
            browser.end()
        on_a_phone(driver, site, checks, pictures)
        by_keyboard(driver, site, checks)
    finally:
        driver.stop()
    checks.failed += VIOLATIONS
    if not AXE:
        print("axe-core is not here: accessibility was not looked at")
    for failure in checks.failed:
        print(failure)
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
