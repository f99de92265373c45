/* Starts Dash. A file of its own, so that the content security policy needs no inline script.
   plotly.js is asked for by dcc.Graph alone, at the address that the page names. A page that is read
   offline stays as it was kept: Dash could not ask for anything. */
(function () {
  "use strict";
  var root = document.documentElement.dataset;
  if (root.kept || "missing" in root) return;
  var address = document.querySelector("meta[name='plotly-address']");
  if (address) {
    Object.defineProperty(window, "_dashPlotlyJSURL", {
      get: function () { return address.content; },
      set: function () {}
    });
  }
  window.renderer = new DashRenderer();
})();
