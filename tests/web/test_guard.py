"""The safety of the page, attacked: other hosts, other origins, other ports, stolen links, too much, and script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from household import household
from page import HOST, ORIGIN, OURS, Page

from unbroker.web.doors import Doors
from unbroker.web.guard import LARGEST_FORM, LARGEST_UPLOAD


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody's folder with three brokers."""
    return household(tmp_path_factory.mktemp("page") / "letters")


@pytest.fixture
def page(folder: Path) -> Page:
    """A browser that was let in."""
    return Page(folder).enter()


@pytest.mark.parametrize("host", ["evil.example.org", "localhost:8123", "127.0.0.1", "127.0.0.1:9", "[::1]:8123", ""])
def test_foreign_host_is_refused(page: Page, host: str) -> None:
    """A name that was bent to 127.0.0.1 is not this page, whatever else it knows (DNS rebinding)."""
    assert 400 == page.get("/plan", host=host).status_code
    assert 400 == page.get("/start?token=x", host=host).status_code
    assert 400 == page.post("/plan", headers={**OURS, "host": host}).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": ORIGIN},
        {"sec-fetch-site": "same-origin"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "http://127.0.0.1:9", "sec-fetch-site": "same-site"},
        {"origin": f"https://{HOST}", "sec-fetch-site": "same-origin"},
        {"origin": f"{ORIGIN}/", "sec-fetch-site": "same-origin"},
        {"origin": "http://evil.example.org", "sec-fetch-site": "cross-site"},
        {"origin": ORIGIN, "sec-fetch-site": "same-site"},
        {"origin": ORIGIN, "sec-fetch-site": "none"},
    ],
)
def test_post_needs_our_own_origin(page: Page, headers: dict[str, str]) -> None:
    """Nothing is done for a form of another page, although the browser sends the cookie along."""
    before = page.desk.selection

    answer = page.post("/plan/whom", {"everything": "1"}, headers)

    assert 403 == answer.status_code
    assert before == page.desk.selection


def test_post_needs_the_token_of_a_form(page: Page) -> None:
    """With cookie and headers of ours, but without the token that stands in each form, nothing is done."""
    assert 403 == page.post("/plan/whom", {"everything": "1"}, token="").status_code
    assert 403 == page.post("/plan/whom", {"everything": "1"}, token="x" * 43).status_code
    assert not page.desk.selection.everything
    assert 303 == page.post("/plan/whom", {"everything": "1"}).status_code
    assert page.desk.selection.everything


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_sites_load_nothing(page: Page, site: str) -> None:
    """Another port of this machine is the same site, and still no page of ours."""
    assert 403 == page.get("/", sec_fetch_site=site).status_code
    assert 403 == page.get("/static/page.js", sec_fetch_site=site).status_code


def test_nothing_lies_outside_the_random_path(page: Page) -> None:
    """Who does not know the path finds nothing, and nothing says what there is."""
    for path in ("/", "/plan", "/static/page.css", "/start", page.base[:-1], f"{page.base}x/", f"/{page.base}/"):
        assert 404 == page.client.get(f"{ORIGIN}{path}").status_code, path


def test_pages_need_the_cookie(folder: Path) -> None:
    """The path alone opens nothing, nor does another cookie."""
    page = Page(folder)

    assert 403 == page.get("/").status_code
    page.client.cookies.set("unbroker", "x" * 43)
    assert 403 == page.get("/").status_code
    assert 403 == page.post("/plan/whom").status_code


def test_cookie_goes_nowhere_else(folder: Path) -> None:
    """It has the random path, no script reads it, and no other site sends it."""
    page = Page(folder)

    answer = page.client.get(f"{page.base}/start", params={"token": page.doors.new_token()})

    cookie = answer.headers["set-cookie"]
    assert 303 == answer.status_code
    assert f"{page.base}/" == answer.headers["location"]
    for part in (f"Path={page.base}", "HttpOnly", "SameSite=strict"):
        assert part in cookie


def test_link_opens_once(folder: Path) -> None:
    """A link that was used is worth nothing; a refused request does not use it up; a new one is another."""
    page = Page(folder)
    token = page.doors.new_token()
    start = f"{page.base}/start"

    assert 400 == page.client.get(start, params={"token": token}, headers={"host": "evil.example.org"}).status_code
    assert 403 == page.client.get(start, params={"token": f"{token}x"}).status_code
    assert 403 == page.client.head(start, params={"token": token}).status_code
    assert 303 == page.client.get(start, params={"token": token}).status_code
    assert 403 == page.client.get(start, params={"token": token}).status_code
    assert 303 == page.client.get(start, params={"token": page.doors.new_token()}).status_code


def test_link_grows_old() -> None:
    """A link that nobody opened for ten minutes is worth nothing."""
    now = [0.0]
    doors = Doors(clock=lambda: now[0])
    early, late = doors.new_token(), doors.new_token()

    now[0] = 599
    assert doors.spend(early)
    now[0] = 601
    assert not doors.spend(late)


def test_file_of_the_owner_posts_the_token(folder: Path) -> None:
    """A file has no origin; what lets it in is the token alone, and the answer goes on by itself."""
    page = Page(folder)
    headers = {"origin": "null", "sec-fetch-site": "cross-site"}

    answer = page.client.post(f"{page.base}/start", data={"token": page.doors.new_token()}, headers=headers)

    assert 200 == answer.status_code
    assert f'http-equiv="refresh" content="0; url={page.base}/"' in answer.text
    assert 200 == page.get("/plan").status_code


def test_every_answer_says_what_must_not_be_done_with_it(page: Page) -> None:
    """Pages, files of ours, refusals: none is framed, sniffed, cached or told to another site."""
    answers = [
        page.get("/plan"),
        page.get("/static/page.css"),
        page.get("/nowhere"),
        page.get("/", host="evil.example"),
    ]

    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'")
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "unsafe" not in policy
        assert "no-referrer" == answer.headers["referrer-policy"]
        assert "nosniff" == answer.headers["x-content-type-options"]
        assert "no-store" == answer.headers["cache-control"]
        assert "same-origin" == answer.headers["cross-origin-resource-policy"]
        assert "DENY" == answer.headers["x-frame-options"]


def test_nothing_changes_by_get(page: Page) -> None:
    """What is done is done by a form alone: each of those paths has no page to look at, or one that only asks."""
    head = page.desk.folder.ledger.head

    for path in ("/runs/post", "/runs/email", "/plan/whom", "/plan/only", "/you/shut", "/runs/now/stop", "/doubt"):
        page.get(path)

    assert head == page.desk.folder.ledger.head
    assert 405 == page.client.put(f"{page.base}/plan").status_code
    assert 405 == page.client.delete(f"{page.base}/plan").status_code


def test_too_much_is_refused_before_it_is_read(page: Page) -> None:
    """A form and a file have a largest size, whether or not their length is announced."""

    def endless(size: int) -> Iterator[bytes]:
        for _ in range(size // 2**16 + 2):
            yield b"a" * 2**16

    headers = {**OURS, "content-type": "application/x-www-form-urlencoded"}
    big = {**headers, "content-length": str(LARGEST_FORM + 1)}

    assert 413 == page.client.post(f"{page.base}/plan", content=b"", headers=big).status_code
    assert 413 == page.client.post(f"{page.base}/plan", content=endless(LARGEST_FORM), headers=headers).status_code
    assert 413 == page.client.post(f"{page.base}/answers", content=endless(LARGEST_UPLOAD), headers=headers).status_code
    liar = {**headers, "content-length": "many"}
    assert 413 == page.client.post(f"{page.base}/plan", content=b"", headers=liar).status_code


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"


def test_hostile_uploads_are_kept_by_hash_and_shown_as_text(page: Page, folder: Path) -> None:
    """A file's own name is used nowhere; whatever a mail holds, it is words on the page."""
    mail = f"From: {HOSTILE} <a@example.org>\r\nSubject: {HOSTILE}\r\nMessage-ID: <x@example.org>\r\n\r\n{HOSTILE}\r\n"
    before = {path.name for path in folder.rglob("*")}
    names = ["../../../evil.eml", "/etc/passwd", "..\\evil", "a\0b.eml", "x" * 300]

    answer = page.post("/answers", files=[("files", (name, mail.encode() + bytes(n))) for n, name in enumerate(names)])

    assert 303 == answer.status_code
    listed = page.get("/answers")
    assert 5 == len(page.desk.tray.mails)
    assert "<script>alert" not in listed.text
    for name in page.desk.tray.mails:
        one = page.get(f"/answers/{name}")
        assert 200 == one.status_code
        assert "<script>alert" not in one.text
        assert "<img src=x" not in one.text
        assert "&lt;script&gt;" in one.text
        text = page.get(f"/answers/{name}/text")
        assert "text/plain; charset=utf-8" == text.headers["content-type"]
    assert before == {path.name for path in folder.rglob("*")}


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py", "/static/..%2fapp.py", "/sealed/..%2f..%2fprofile.yaml", "/sealed/x/..%2fprofile.yaml",
        "/letters/..%2f..%2fetc%2fpasswd", "/requests/UB-00000000/proof/..%2f..%2fprofile.yaml", "/brokers/..%2fx",
        "/answers/..%2fx", "/runs/..%2fx",
    ],
)  # fmt: skip
def test_no_path_leads_out(page: Page, path: str) -> None:
    """No page reads a file by a name from outside."""
    answer = page.client.get(f"{ORIGIN}{page.base}{path}")

    assert answer.status_code in (303, 404, 409)
    assert "Sam Specimen" not in answer.text.replace('<span class="who-name">Sam Specimen</span>', "")


def test_addresses_and_titles_say_nothing_of_anybody(page: Page) -> None:
    """Neither the address of a page nor its title names the person: both stay in histories."""
    for path in ("/plan", "/letters", "/you", "/brokers", "/plan/told"):
        html = page.get(path).text
        title = html.partition("<title>")[2].partition("</title>")[0]
        links = [part.partition('"')[0] for part in html.split('href="')[1:]]
        assert "Sam" not in title
        assert not [link for link in links if "sam-specimen" in link.casefold() or "sam@" in link]


def test_two_servers_do_not_open_each_other(folder: Path, tmp_path: Path) -> None:
    """What opens one folder's page opens nothing of another's."""
    mine, other = Page(folder).enter(), Page(household(tmp_path / "other"))

    for cookie in mine.client.cookies.jar:
        other.client.cookies.set(cookie.name, cookie.value or "", path=other.base)

    assert 403 == other.get("/plan").status_code
    assert 404 == other.client.get(f"{mine.base}/plan").status_code
    assert 403 == other.client.get(f"{other.base}/start", params={"token": mine.doors.new_token()}).status_code
    assert 403 == other.post("/plan/whom", token=mine.doors.form_token).status_code
