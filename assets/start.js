/* Starts Dash at the first sign of a reader: a touch, a key, a movement, a scroll, a focus; or
   after ten seconds, for whoever gives none. Until then the page is as the server made it, whole
   and at rest, and a slow phone has nothing else to do than show it; once that is done, the scripts
   (data-then, and data-charts on a page with charts) are fetched ahead. A file of its own, so that the
   content security policy needs no inline script. plotly.js is asked for by dcc.Graph alone, at the
   address that the page names. A page that is read offline stays as it was kept: Dash could not ask
   for anything. */
(function () {
  "use strict";
  var SIGNS = ["pointermove", "pointerdown", "touchstart", "wheel", "scroll", "keydown", "focusin",
    "change"];
  var PATIENCE = 10000;
  var scripts = document.currentScript.dataset.then.split(" ");
  var charts = document.currentScript.dataset.charts;
  var root = document.documentElement.dataset;
  if (root.kept || "missing" in root) return;

  var address = document.querySelector("meta[name='plotly-address']");
  if (address) {
    Object.defineProperty(window, "_dashPlotlyJSURL", {
      get: function () { return address.content; },
      set: function () {}
    });
  }

  var fetched = [];
  function ahead(sources, then) {
    sources.forEach(function (source) {
      if (fetched.indexOf(source) >= 0) return;
      fetched.push(source);
      var link = document.createElement("link");
      link.rel = "prefetch";
      link.as = "script";
      link.href = source;
      link.onload = then;
      document.head.append(link);
    });
  }

  /* What draws charts is as large as all else together, so it comes after that, while Dash starts. */
  function chartsAhead() {
    if (charts && document.querySelector("#first .dash-graph")) ahead(charts.split(" "));
  }

  var listening = { capture: true, passive: true };
  function start() {
    clearTimeout(timer);
    window.removeEventListener("load", rest);
    SIGNS.forEach(function (sign) { window.removeEventListener(sign, start, listening); });
    var missing = scripts.length;
    scripts.forEach(function (source, n) {
      var script = document.createElement("script");
      script.src = source;
      script.async = false;
      script.onload = function () {
        if (!n) chartsAhead();
        missing -= 1;
        if (!missing) window.renderer = new DashRenderer();
      };
      document.head.append(script);
    });
  }
  function rest() {
    ahead(scripts.slice(1));
    ahead(scripts.slice(0, 1), chartsAhead);
  }
  SIGNS.forEach(function (sign) { window.addEventListener(sign, start, listening); });
  var timer = setTimeout(start, PATIENCE);
  window.addEventListener("load", rest);
})();
