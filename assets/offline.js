/* Reading without a connection (portal/sw.js keeps the pages): registers the worker once the page
   is at rest, says when a kept page was kept, and lists the kept pages where the page asks for it.
   Nothing leaves the browser. */
(function () {
  "use strict";
  var root = document.documentElement;
  var line = document.getElementById("kept");
  if (!line || !("serviceWorker" in navigator) || !("caches" in window)) return;
  var PAGES = "pages-";

  function moment(iso) {
    return new Intl.DateTimeFormat(line.dataset.locale, { dateStyle: "long", timeStyle: "short" })
      .format(new Date(iso));
  }

  function tell() {
    var kept = root.dataset.kept;
    if (!kept && !("missing" in root.dataset)) return;
    line.textContent = kept
      ? line.dataset.said.replace("{moment}", moment(kept)) : line.dataset.none;
    line.hidden = false;
  }

  /* The page and its files, for the next time; the worker looks after the rest. */
  function register() {
    if (root.dataset.kept || "missing" in root.dataset) return;
    navigator.serviceWorker.register("/sw.js").then(function () {
      return navigator.serviceWorker.ready;
    }).then(function (registration) {
      var files = performance.getEntriesByType("resource").map(function (entry) {
        return new URL(entry.name).pathname;
      }).filter(function (path) { return path.indexOf("/static/") === 0; });
      registration.active.postMessage({
        page: location.pathname + location.search,
        offline: line.dataset.offline,
        files: Array.from(new Set(files))
      });
    }).catch(function () { /* A browser may forbid it; the site works without. */ });
  }

  function atRest(then) {
    if (window.requestIdleCallback) window.requestIdleCallback(then, { timeout: 5000 });
    else setTimeout(then, 2000);
  }

  /* The newest first. */
  function keptPages() {
    return caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) { return name.indexOf(PAGES) === 0; })
        .map(function (name) {
          return caches.open(name).then(function (cache) {
            return cache.keys().then(function (entries) {
              return Promise.all(entries.map(function (entry) { return read(cache, entry.url); }));
            });
          });
        }));
    }).then(function (groups) {
      return groups.flat().filter(function (page) { return !page.own; }).reverse();
    });
  }

  function read(cache, url) {
    return cache.match(url).then(function (response) {
      return response.text().then(function (html) {
        var page = new DOMParser().parseFromString(html.slice(0, html.indexOf("<body")), "text/html");
        return {
          url: url,
          own: new URL(url).pathname.endsWith("/offline"),
          title: page.title,
          lang: page.documentElement.lang,
          kept: response.headers.get("X-Kept")
        };
      });
    });
  }

  function item(list, page) {
    var li = document.createElement("li");
    var link = document.createElement("a");
    link.href = page.url;
    link.lang = page.lang;
    link.textContent = page.title;
    var when = document.createElement("span");
    when.className = "hint";
    when.textContent = list.dataset.said.replace("{moment}", moment(page.kept));
    li.append(link, " ", when);
    return li;
  }

  function show() {
    var list = document.getElementById("kept-pages");
    var none = document.getElementById("kept-none");
    var forget = document.getElementById("forget");
    if (!list) return;
    keptPages().then(function (pages) {
      list.replaceChildren.apply(list, pages.map(item.bind(null, list)));
      none.hidden = pages.length > 0;
      forget.hidden = pages.length === 0;
      forget.onclick = function () {
        caches.keys().then(function (names) {
          return Promise.all(names.map(function (name) { return caches.delete(name); }));
        }).then(show).then(function () { document.getElementById("main").focus(); });
      };
    });
  }

  tell();
  show();
  new MutationObserver(show).observe(root, { attributes: true, attributeFilter: ["data-drawn"] });
  if (document.readyState === "complete") atRest(register);
  else window.addEventListener("load", function () { atRest(register); });
})();
