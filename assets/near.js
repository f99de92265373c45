/* "Near me": the browser says where it is, the distances are worked out here, and nothing is sent.
   The words come from the page (portal/components/form.py), the places from its lists. */
(function () {
  "use strict";
  var MOST = 3;
  var RADIUS = 6371000;
  var here = null;
  if (!navigator.geolocation) {
    document.documentElement.setAttribute("data-unlocated", "");
    return;
  }

  function radians(degrees) {
    return degrees * Math.PI / 180;
  }

  /* Metres along the great circle between two places. */
  function metres(a, b) {
    var north = radians(b.latitude - a.latitude), east = radians(b.longitude - a.longitude);
    var h = Math.pow(Math.sin(north / 2), 2) + Math.cos(radians(a.latitude))
      * Math.cos(radians(b.latitude)) * Math.pow(Math.sin(east / 2), 2);
    return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
  }

  function nearest() {
    return Array.from(document.querySelectorAll("main [data-latitude]")).map(function (place) {
      var at = { latitude: +place.dataset.latitude, longitude: +place.dataset.longitude };
      return { link: place.querySelector("a"), far: metres(here, at) };
    }).filter(function (found) { return found.link; })
      .sort(function (a, b) { return a.far - b.far; }).slice(0, MOST);
  }

  function distance(near, far) {
    var size = far / near.dataset.metres;
    var digits = size < 10 ? 1 : 0;
    var form = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    var number = new Intl.NumberFormat(document.documentElement.lang, form).format(size);
    return near.dataset.unit.replace("{distance}", number);
  }

  function say(near, words) {
    near.querySelector(".near-said").textContent = words;
  }

  function row(near, found) {
    var item = document.createElement("li");
    var link = document.createElement("a");
    var far = document.createElement("span");
    link.href = found.link.href;
    link.textContent = found.link.textContent;
    far.textContent = distance(near, found.far);
    item.append(link, " ", far);
    return item;
  }

  function show(near) {
    var found = nearest();
    var rows = found.map(function (one) { return row(near, one); });
    near.querySelector(".near-list").replaceChildren.apply(near.querySelector(".near-list"), rows);
    var away = found.length && found[0].far > near.dataset.far;
    say(near, found.length ? near.dataset[away ? "away" : "found"] : "");
    shown = listed(near);
    shownIn = near;
  }

  /* What the answer depends on, and where it stands. */
  var shown = "";
  var shownIn = null;
  function listed(near) {
    return near.dataset.found + Array.from(document.querySelectorAll("main [data-latitude]"),
      function (place) { return place.dataset.area; }).join();
  }

  function current() {
    return document.querySelector("main .near");
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest(".near button");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    say(current(), current().dataset.asking);
    navigator.geolocation.getCurrentPosition(function (position) {
      here = position.coords;
      button.removeAttribute("aria-disabled");
      if (current()) show(current());
    }, function (error) {
      button.removeAttribute("aria-disabled");
      if (current()) say(current(), current().dataset[error.code === 1 ? "denied" : "failed"]);
    }, { timeout: 10000, maximumAge: 300000 });
  });

  /* Dash draws the page again over the first one, and after each choice: the answer follows the
     list. */
  new MutationObserver(function () {
    var near = here && current();
    if (!near) return;
    if (near !== shownIn || shown !== listed(near)) show(near);
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true,
    attributeFilter: ["data-drawn", "data-area", "data-found"] });
})();
