/* The page is readable before Dash has drawn it: #first holds it, Dash's root waits unseen at the
   same width. Once Dash has drawn everything, the one replaces the other; focus, opened details,
   form values and the place on the page stay. Charts come to life later (assets/lazy.js). If Dash
   never comes, the first page stays; if plotly never comes, the drawings stay. */
(function () {
  "use strict";
  var first = document.getElementById("first");
  var root = document.getElementById("react-entry-point");
  if (!first || !root) return;

  function drawn() {
    var content = root.querySelector("#content");
    if (!content || !content.firstElementChild) return false;
    if (root.querySelector("[data-dash-is-loading='true']")) return false;
    return Array.from(root.querySelectorAll(".dash-graph")).every(function (graph) {
      return graph.querySelector(".main-svg, svg.plot");
    });
  }

  function keepDetails() {
    var now = root.querySelectorAll("details");
    first.querySelectorAll("details").forEach(function (before, n) {
      if (now[n]) now[n].open = before.open;
    });
  }

  function typed(field) {
    if (field.tagName === "SELECT") {
      return Array.from(field.options).some(function (o) { return o.selected !== o.defaultSelected; })
        && Array.from(field.options).some(function (o) { return o.defaultSelected; });
    }
    return field.value !== field.defaultValue;
  }

  function set(field, value) {
    /* React listens to the native setter's event, not to the property. */
    var kind = field.tagName === "SELECT" ? HTMLSelectElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(field, value);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function changedFields() {
    return Array.from(first.querySelectorAll("input[id], select[id], textarea[id]"))
      .filter(typed)
      .map(function (field) { return [field.id, field.value]; });
  }

  function swap() {
    var focused = document.activeElement;
    var place = focused && first.contains(focused) ? path(focused) : null;
    var fields = changedFields();
    keepDetails();
    first.remove();
    root.removeAttribute("class");
    root.removeAttribute("aria-hidden");
    document.documentElement.setAttribute("data-drawn", "");
    if (place) {
      var next = (focused.id && document.getElementById(focused.id)) || at(place);
      if (next) next.focus({ preventScroll: true });
    }
    fields.forEach(function (pair) {
      var field = document.getElementById(pair[0]);
      if (field && field.value !== pair[1]) set(field, pair[1]);
    });
  }

  /* Where an element without an id stands among those that can have the focus. */
  var FOCUSABLE = "a[href], button, summary, input, select, textarea, [tabindex]";
  function path(element) {
    return Array.from(first.querySelectorAll(FOCUSABLE)).indexOf(element);
  }
  function at(place) {
    return place < 0 ? null : root.querySelectorAll(FOCUSABLE)[place];
  }

  var waiting = false;
  var watcher = new MutationObserver(function () {
    if (waiting) return;
    waiting = true;
    setTimeout(function () {
      waiting = false;
      if (!drawn()) return;
      watcher.disconnect();
      swap();
    }, 30);
  });
  watcher.observe(root, { childList: true, subtree: true, attributes: true });
})();
