/* The map and the list of stations know of each other: a point leads to the page of its station, and
   a station of the list shows its point. */
(function () {
  "use strict";
  var root = document.getElementById("react-entry-point");
  if (!root) return;
  var known = new WeakSet();

  function plot() {
    return root.querySelector(".map .js-plotly-plot");
  }

  function areaOf(event) {
    var point = event.points[0];
    var ids = point.data.ids;
    return ids ? ids[point.pointNumber] : "";
  }

  function go(area) {
    var address = plot().closest(".map").dataset.station;
    location.assign(address.replace("__area__", encodeURIComponent(area)));
  }

  function listen(chart) {
    known.add(chart);
    var map = chart.closest(".map");
    chart.on("plotly_hover", function (event) {
      map.toggleAttribute("data-over", areaOf(event) !== "");
    });
    chart.on("plotly_unhover", function () {
      map.removeAttribute("data-over");
    });
    chart.on("plotly_click", function (event) {
      var area = areaOf(event);
      if (area) go(area);
    });
  }

  new MutationObserver(function () {
    var chart = plot();
    if (chart && chart.on && !known.has(chart)) listen(chart);
  }).observe(root, { childList: true, subtree: true });

  /* The keys come to a point by assets/reading.js; Enter goes to its station. */
  document.addEventListener("keydown", function (event) {
    var reader = event.key === "Enter" && event.target.closest(".map .reading[data-at]");
    var trace = reader && plot().data[reader.dataset.curve];
    if (trace && trace.ids) go(trace.ids[reader.dataset.point]);
  });

  function show(event) {
    var row = event.target.closest && event.target.closest(".list tr");
    var place = row && row.querySelector("[data-area]");
    var chart = place && plot();
    if (!chart || !chart.data || !window.Plotly) return;
    chart.data.forEach(function (trace, n) {
      var found = (trace.ids || []).indexOf(place.dataset.area);
      if (found >= 0) window.Plotly.Fx.hover(chart, [{ curveNumber: n, pointNumber: found }]);
    });
  }

  function hide(event) {
    var row = event.target.closest && event.target.closest(".list tr");
    if (!row || row.contains(event.relatedTarget)) return;
    if (plot() && window.Plotly) window.Plotly.Fx.unhover(plot());
  }
  document.addEventListener("mouseover", show);
  document.addEventListener("focusin", show);
  document.addEventListener("mouseout", hide);
  document.addEventListener("focusout", hide);
})();
