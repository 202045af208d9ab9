/* fitsignal t.js: page views with the time they were seen, and forms that opt in. No cookie, nothing stored. */
(function (win, doc, nav) {
  "use strict";
  var script = doc.currentScript || doc.querySelector("script[data-key]") || {src: ""};
  var options = script.dataset || {};
  var address = script.src.split("?");
  // A tag manager may drop data attributes, so the key may also stand in the address.
  var key = options.key || new URLSearchParams(address[1]).get("k");
  var base = address[0].replace(/[^/]*$/, "");
  var full = options.beat * 1e3 || 12e4;  // the longest dwell that the default policy asks for
  var id, url, referrer, opened, seen, since, told, left, held, form;

  function now() { return performance.now(); }
  function mark() { return crypto.getRandomValues(new Uint32Array(3)).join("-"); }
  function here() { return "hash" in options ? location.href : location.href.split("#")[0]; }
  function path() { return here().split("?")[0]; }
  function dwell() { return seen + (since === null ? 0 : now() - since); }

  function visitor() {
    try {
      if ("remember" in options) return localStorage.fitsignal || (localStorage.fitsignal = mark());
    } catch (refused) { /* a browser that keeps nothing */ }
  }

  function view() {
    return JSON.stringify({
      k: key, t: "p", i: id, u: url.slice(0, 2000), n: doc.title.slice(0, 200), r: referrer.slice(0, 1000),
      d: Math.round(dwell()), a: Date.now() - opened, v: visitor(), w: nav.webdriver || void 0
    });
  }

  function pixel(text) {
    var fields = JSON.parse(text);
    delete fields.e;  // an address does not belong into anyone's access log
    new Image().src = base + "p.gif?" + new URLSearchParams(fields);
  }

  function send(text) {
    try {
      if (nav.sendBeacon(base + "t", text)) return;
    } catch (none) { /* no beacon here */ }
    try {
      fetch(base + "t", {method: "POST", body: text, mode: "no-cors", keepalive: true}).catch(function () { pixel(text); });
    } catch (none) {
      pixel(text);
    }
  }

  // What nobody saw is no view, and a glance back at one that was told adds none.
  function glance() { return told && dwell() - told < 1e3; }

  // Leaves the view with the browser, which sends it should the page die; where there is no fetchLater, the beat has to do.
  function hold() {
    release();
    if (id && since !== null && !glance()) try {
      held = new AbortController();
      win.fetchLater(base + "t", {method: "POST", body: view(), mode: "no-cors", signal: held.signal});
    } catch (none) { /* not in this browser */ }
  }

  function release() {
    if (held) held.abort();
    held = 0;
  }

  function begin() {
    url = here();
    seen = told = 0;
    id = mark();
    opened = left = Date.now();
    since = doc.hidden ? null : now();
    hold();
  }

  function tell() {
    release();
    if (!id || !dwell() || glance()) return;
    send(view());
    told = dwell();
    id = 0;
  }

  function look() {
    if (doc.hidden) return hide();
    if (since !== null) return;
    // Back after half an hour is a new visit; before, the same page is read on, under an id of its own if it was told.
    if (Date.now() - left > 18e5) return begin();
    since = now();
    if (!id && told < full) {
      id = mark();
      opened = Date.now();
    }
    hold();
  }

  function hide() {
    tell();
    seen = dwell();
    since = null;
    left = Date.now();
  }

  function moved(replaced) {
    var to = here();
    if (to === url) return;
    // Filters and searches rewrite the query as one types: the same page.
    if (replaced === true && path() === url.split("?")[0]) {
      url = to;
      return;
    }
    tell();
    referrer = url;
    begin();
  }

  function wrap(name) {
    var original = history[name];
    history[name] = function () {
      var result = original.apply(this, arguments);
      try {
        moved(name === "replaceState");
      } catch (never) { /* the site's own navigation comes first */ }
      return result;
    };
  }

  function submitted(event) {
    var element = event.target, kind = element.getAttribute("data-fitsignal"), box, text;
    if (kind === null) return;
    box = element.querySelector("[data-fitsignal-email]") || element.querySelector("input[type=email],input[name*=email i]");
    text = kind + " " + (box && box.value);
    if (text === form) return;  // pressed twice
    form = text;
    send(JSON.stringify({
      k: key, t: "f", i: mark(), u: here().slice(0, 2000), n: doc.title.slice(0, 200), f: kind, a: 0,
      e: box ? box.value : void 0, v: visitor(), w: nav.webdriver || void 0
    }));
  }

  function start() {
    referrer = doc.referrer;
    begin();
    wrap("pushState");
    wrap("replaceState");
    win.addEventListener("popstate", moved);
    win.addEventListener("hashchange", moved);
    doc.addEventListener("visibilitychange", look);
    doc.addEventListener("submit", submitted, true);
    win.addEventListener("pagehide", hide);
    win.addEventListener("pageshow", function (event) { if (event.persisted) begin(); });
    setInterval(function () {
      if (dwell() < full) hold();
      else tell();
    }, Math.min(full, 5e3));
  }

  if (!key || win.__fitsignal || win.top !== win || !/^http/.test(location.protocol)) return;
  if (nav.doNotTrack == 1 || win.doNotTrack == 1 || nav.globalPrivacyControl) return;
  win.__fitsignal = 1;
  if (doc.prerendering) doc.addEventListener("prerenderingchange", start, {once: true});
  else start();
})(window, document, navigator);
