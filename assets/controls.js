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
