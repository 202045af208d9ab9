"""Our own snippet `t.js` and pixel `p.gif`: page views and forms of a site without any other tracker.

What a site pastes (HOST is the receiver's public address, KEY one of `[receiver] keys`):

    <script async src="https://HOST/t.js" data-key="KEY"></script>

Attributes of that tag: `data-hash` (addresses differ after the #, too), `data-beat="120"` (seconds seen after which a
view is told though it is still being read), `data-remember` (a random id in localStorage, so that a visitor is known
again on another day and network; none without it). Where a tag manager drops attributes: `src="https://HOST/t.js?k=KEY"`.
A form gives its e-mail only where it says so, with its sort (demo, contact, trial, webinar, download, newsletter):

    <form data-fitsignal="demo">

The address is read from the field marked `data-fitsignal-email`, else from the first e-mail field. Without scripts:

    <noscript><img src="https://HOST/p.gif?k=KEY" alt="" width="1" height="1"></noscript>

where the page is the Referer's, or `&u=https%3A%2F%2F...`. A Content-Security-Policy needs `script-src`, `connect-src`
and `img-src https://HOST`. Under Do Not Track and Global Privacy Control the snippet is silent, and a pixel's visit
is only counted, as private. In frames the snippet is silent as well.
"""
