/* A form with data-live changes the page in place: its values become the query of the address, the
   address is Dash's only input. Before Dash has drawn the page the form works as a plain one. */
(function () {
  "use strict";
  function ready() {
    return document.documentElement.hasAttribute("data-drawn") && window.dash_clientside
      && window.dash_clientside.set_props;
  }

  function query(form) {
    var parts = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      if (value !== "") parts.append(name, value);
    });
    var text = parts.toString();
    return text ? "?" + text : "";
  }

  function here(form) {
    return new URL(form.action, location.href).pathname === location.pathname;
  }

  function go(form) {
    var wanted = query(form);
    if (wanted === location.search) return;
    if (!navigator.onLine) {
      location.search = wanted;
      return;
    }
    focused = document.activeElement && document.activeElement.id;
    opened = Array.from(document.querySelectorAll("#content details[open]")).map(owner);
    document.querySelectorAll("#content details").forEach(function (d) { seen.add(d); });
    window.dash_clientside.set_props("address", { search: wanted });
  }

  var focused = "";
  var opened = [];
  var seen = new WeakSet();

  /* A details is known by the part of the page that it stands in. */
  function owner(details) {
    var part = details.closest("[id]");
    return part ? part.id : "";
  }
  document.addEventListener("change", function (event) {
    var form = event.target.closest && event.target.closest("form[data-live]");
    if (form && event.target.type !== "search" && ready() && here(form)) go(form);
  });
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches("form[data-live]") || !ready() || !here(form)) return;
    event.preventDefault();
    go(form);
  });

  /* The other languages show the view that is on the page now. */
  function sameView() {
    document.querySelectorAll(".languages a").forEach(function (link) {
      if (link.search !== location.search) link.search = location.search;
    });
  }

  /* After a change: the title and the languages follow, and the focus stays on the control that
     caused it. */
  new MutationObserver(function () {
    var content = document.querySelector("#content > [data-title]");
    if (content && document.title !== content.dataset.title && ready()) {
      document.title = content.dataset.title;
    }
    if (ready()) sameView();
    document.querySelectorAll("#content details:not([open])").forEach(function (details) {
      var place = opened.indexOf(owner(details));
      if (place < 0 || seen.has(details)) return;
      seen.add(details);
      details.open = true;
    });
    if (focused && document.activeElement === document.body) {
      var field = document.getElementById(focused);
      if (field) field.focus({ preventScroll: true });
    }
  }).observe(document.body, { childList: true, subtree: true, attributes: true,
    attributeFilter: ["data-title"] });
})();

/* An update that fails or stays out would leave one place's numbers under another place's name: then
   the address is loaded as a whole page, which also covers the way back and forward. What is asked
   for when it already is on the page is never loaded again, so this cannot go round in circles. */
(function () {
  "use strict";
  var PATIENCE = 10000;
  var fetched = window.fetch;
  var shown = arrived();
  var latest = 0;
  var leaving = false;

  function here() {
    return location.pathname + location.search;
  }

  /* What the document was asked as: the reader may have gone back or forward before this ran, and
     then the address is no longer that of what stands on the page. */
  function arrived() {
    var entry = performance.getEntriesByType("navigation")[0];
    var asked = entry && entry.name ? new URL(entry.name) : location;
    return asked.pathname + asked.search;
  }

  /* The address that Dash wants drawn; that of the browser where it does not say. */
  function wanted(options) {
    try {
      var asked = JSON.parse(options.body);
      var path = asked.state[0].value;
      return path ? path + (asked.inputs[0].value || "") : here();
    } catch (unlike) {
      return here();
    }
  }

  function load(address) {
    if (leaving || address === shown) return;
    if (address === here()) location.reload();
    else location.assign(address);
  }

  /* The whole answer, because a connection may break in the middle of it. */
  function whole(response) {
    if (!response.ok) throw new Error("the update answered " + response.status);
    return response.clone().text().then(function () { return response; });
  }

  window.fetch = function (resource, options) {
    if (!/\/_dash-update-component$/.test(String(resource))) return fetched.apply(window, arguments);
    var mine = ++latest;
    var address = wanted(options);
    leaving = false;
    function failed() {
      if (mine === latest) load(address);
    }
    var alarm = setTimeout(failed, PATIENCE);
    return fetched.apply(window, arguments).then(whole).then(function (response) {
      clearTimeout(alarm);
      if (mine === latest) {
        if (address !== shown) document.documentElement.setAttribute("data-changed", "");
        shown = address;
      }
      return response;
    }, function (failure) {
      clearTimeout(alarm);
      failed();
      throw failure;
    });
  };

  /* Whoever goes elsewhere breaks off the update: that is no failure. */
  window.addEventListener("beforeunload", function () { leaving = true; });

  /* Where Dash never came, nobody else listens. */
  window.addEventListener("popstate", function () {
    if (!document.documentElement.hasAttribute("data-drawn")) load(here());
  });
  if (here() !== shown) load(here());
})();
