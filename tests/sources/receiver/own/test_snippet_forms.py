"""In a real browser: a form's e-mail is told only where the site opts in."""

from typing import Any

import pytest

EMAIL = "jana.novak@tidewater.example"
FIELD = f"<input name=a value=no@else.example><input type=email value={EMAIL}>"
STAYS = "<script>addEventListener('submit', event => event.preventDefault())</script>"
FORMS = {
    "an e-mail field": (f"<form data-fitsignal=demo>{FIELD}</form>", "demo", EMAIL),
    "a marked field": (
        f"<form data-fitsignal=contact>{FIELD}<input data-fitsignal-email value=it@tidewater.example></form>",
        "contact",
        "it@tidewater.example",
    ),
    "a field by its name": (f"<form data-fitsignal=trial><input name=WorkEmail value={EMAIL}></form>", "trial", EMAIL),
    "no e-mail": ("<form data-fitsignal=download><input name=a></form>", "download", None),
    "an empty one": ("<form data-fitsignal=newsletter><input type=email></form>", "newsletter", None),
}


def submit(visit: Any) -> None:
    visit.run("document.forms[0].requestSubmit()")


@pytest.mark.parametrize("case", FORMS.values(), ids=FORMS)
def test_a_form_that_opts_in_is_told_with_its_sort_and_address(
    receiver: Any, site: Any, tab: Any, snippet: Any, case: tuple[str, str, str | None]
) -> None:
    form, kind, email = case
    visit = tab()
    visit.go(site.page("/demo", snippet() + STAYS + form))
    submit(visit)
    (event,) = receiver.events(1)
    assert (event.kind, event.details.get("form"), event.email) == ("form_submitted", kind, email)
    assert (event.url, event.direct) == (f"{site.url}/demo", True)
    assert not visit.said


def test_a_form_that_does_not_opt_in_is_not_read(receiver: Any, site: Any, tab: Any, snippet: Any) -> None:
    visit = tab()
    visit.go(site.page("/demo", f"{snippet()}{STAYS}<form>{FIELD}</form>"))
    submit(visit)
    visit.leave()
    (event,) = receiver.events(1)
    assert event.kind == "visit"
    assert EMAIL.encode() not in receiver.requests(0)[0].body


def test_a_form_that_leaves_the_page_is_told_before_the_view(receiver: Any, site: Any, tab: Any, snippet: Any) -> None:
    site.page("/thanks", "")
    visit = tab()
    visit.go(site.page("/demo", f"{snippet()}<form data-fitsignal=demo action=/thanks>{FIELD}</form>"))
    with visit.page.expect_navigation():
        submit(visit)
    assert sorted(event.kind for event in receiver.events(2)) == ["form_submitted", "visit"]


def test_a_button_that_is_pressed_twice_submits_once_and_another_address_again(
    receiver: Any, site: Any, tab: Any, snippet: Any
) -> None:
    visit = tab()
    visit.go(site.page("/demo", f"{snippet()}{STAYS}<form data-fitsignal=demo>{FIELD}</form>"))
    submit(visit)
    submit(visit)
    visit.run("document.querySelector('[type=email]').value = 'second@tidewater.example'")
    submit(visit)
    assert sorted(str(event.email) for event in receiver.events(2)) == [EMAIL, "second@tidewater.example"]


def test_an_address_never_goes_by_the_pixel(receiver: Any, site: Any, tab: Any, snippet: Any) -> None:
    visit = tab(before="navigator.sendBeacon = () => false; window.fetch = () => Promise.reject(new Error())")
    visit.go(site.page("/demo", f"{snippet()}{STAYS}<form data-fitsignal=demo>{FIELD}</form>"))
    submit(visit)
    (request,) = receiver.requests(1)
    assert request.path == "/p.gif"
    assert "tidewater" not in request.query
    assert [event.details["form"] for event in receiver.events(0)] == ["demo"]
