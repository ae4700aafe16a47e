// Nothing here is needed: every page works without it. It tells the reader's zone, and moves by keys.
"use strict";
(function () {
  var zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  // One that was chosen by hand is in a cookie that no script can write over.
  if (zone && /^[A-Za-z0-9_+/-]+$/.test(zone))
    document.cookie = "jeda-zone=" + zone + "; Path=/; SameSite=Strict; Max-Age=31536000" + (location.protocol === "https:" ? "; Secure" : "");

  var keys = {n: "a[rel=next]", u: "#undo", w: "#act-when button", r: "#words", d: "#act-discard a", "/": "#text"};

  function on_row(key, focused) {
    var rows = Array.prototype.slice.call(document.querySelectorAll("td.title > a"));
    if (key === "x") {
      var row = focused.closest && focused.closest("tr");
      var box = row && row.querySelector("input[type=checkbox]");
      if (box) box.checked = !box.checked;
      return box;
    }
    var at = rows.indexOf(focused);
    var to = key === "j" ? rows[at + 1] : key === "k" ? rows[Math.max(at - 1, 0)] : null;
    if (to) to.focus();
    return to;
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    var to = on_row(event.key, document.activeElement);
    var other = keys.hasOwnProperty(event.key) && document.querySelector(keys[event.key]);
    // What decides is brought into reach, and pressed by hand.
    if (other) event.key === "n" ? other.click() : other.focus();
    if (to || other) event.preventDefault();
  });
})();
