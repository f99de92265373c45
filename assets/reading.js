/* A chart is read with the keys: left and right go from point to point, up and down from series to
   series, Home and End to the ends, Escape leaves. Each step is shown and said below the drawing,
   in the words of the pointer, which are those of the table, and its point is marked. Our own SVG
   has no points to ask: the keys work once plotly has drawn. */
(function () {
  "use strict";
  var START = { series: -1, point: -1 };
  var places = new WeakMap();
  /* Keys that were pressed before their chart was drawn; they count once it is. */
  var early = new WeakMap();

  function plotOf(reader) {
    var plot = reader.querySelector(".js-plotly-plot");
    return plot && plot.data && plot.querySelector(".main-svg") ? plot : null;
  }

  /* Plotly takes a small HTML in its texts; we say plain text. */
  function plain(words) {
    var said = Array.isArray(words) ? words[0] : words;
    return String(said === undefined || said === null ? "" : said).replace(/<br>/g, " ")
      .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
  }

  function pointsOf(trace, curve) {
    var given = trace.customdata;
    if (!given || !given.length) return null;
    var words = (Array.isArray(given) ? given : [given]).map(plain);
    var lying = trace.orientation === "h";
    var points = words.map(function (said, n) {
      return { number: n, said: said, place: (lying ? trace.y : trace.x)[n] };
    }).filter(function (point) { return point.said !== ""; });
    if (!points.length) return null;
    return { name: plain(trace.name), curve: curve, points: points, main: trace.meta === "main" };
  }

  function seriesOf(plot) {
    return plot.data.map(pointsOf).filter(Boolean);
  }

  /* The same place in another series, else the nearest, else the one of the same rank. */
  function nearest(points, wanted, rank) {
    var same = points.findIndex(function (p) { return String(p.place) === String(wanted); });
    if (same >= 0) return same;
    var far = points.map(function (p) { return Math.abs(p.place - wanted); });
    var least = Math.min.apply(null, far);
    return isNaN(least) ? Math.min(rank, points.length - 1) : far.indexOf(least);
  }

  function within(n, count) {
    return Math.max(0, Math.min(n, count - 1));
  }

  /* Where the keys begin: portal/traces.py marks the line of the figure itself. */
  function main(all) {
    var found = all.findIndex(function (s) { return s.main; });
    return found < 0 ? 0 : found;
  }

  function step(all, place, key) {
    var along = { ArrowLeft: -1, ArrowRight: 1 }[key] || 0;
    var across = { ArrowUp: -1, ArrowDown: 1 }[key] || 0;
    var single = all.every(function (s) { return s.points.length === 1; });
    if (all.length === 1) { along = along || across; across = 0; }
    if (single && all.length > 1) { across = across || along; along = 0; }
    if (place.series < 0) {
      var first = key === "ArrowUp" || key === "ArrowDown" || single ? 0 : main(all);
      var last = key === "End" || key === "ArrowLeft";
      if (single) return { series: last ? all.length - 1 : 0, point: 0 };
      return { series: first, point: last ? all[first].points.length - 1 : 0 };
    }
    if (key === "Home" || key === "End") {
      if (single) return { series: key === "Home" ? 0 : all.length - 1, point: 0 };
      var ends = all[place.series].points.length - 1;
      return { series: place.series, point: key === "Home" ? 0 : ends };
    }
    if (across) {
      var next = within(place.series + across, all.length);
      if (next === place.series) return place;
      var from = all[place.series].points[place.point];
      return { series: next, point: nearest(all[next].points, from.place, place.point) };
    }
    var count = all[place.series].points.length;
    return { series: place.series, point: within(place.point + along, count) };
  }

  function line(reader) {
    return reader.querySelector(".reading-said");
  }

  function say(reader, words) {
    line(reader).textContent = words;
    reader.toggleAttribute("data-at", words !== "");
  }

  function mark(plot, series, point) {
    var trace = plot.data[series.curve];
    if (window.Plotly && trace.x[point.number] !== null && trace.y[point.number] !== null) {
      window.Plotly.Fx.hover(plot, [{ curveNumber: series.curve, pointNumber: point.number }]);
    } else {
      unmark(plot);
    }
  }

  function unmark(plot) {
    if (window.Plotly) window.Plotly.Fx.unhover(plot);
  }

  function show(reader, plot, all, place) {
    var series = all[place.series];
    var point = series.points[place.point];
    var named = series.name && point.said.indexOf(series.name) < 0;
    mark(plot, series, point);
    reader.dataset.curve = series.curve;
    reader.dataset.point = point.number;
    say(reader, named
      ? line(reader).dataset.said.replace("{series}", series.name).replace("{point}", point.said)
      : point.said);
  }

  var KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];
  document.addEventListener("keydown", function (event) {
    var reader = event.target;
    if (!reader.matches || !reader.matches(".reading") || event.altKey || event.ctrlKey
      || event.metaKey || event.shiftKey) return;
    if (event.key === "Escape") reader.blur();
    if (KEYS.indexOf(event.key) < 0) return;
    var plot = plotOf(reader);
    if (!plot && !reader.querySelector(".lazy")) return;
    event.preventDefault();
    if (plot) act(reader, plot, event.key);
    else early.set(reader, (early.get(reader) || []).concat(event.key));
  });

  function act(reader, plot, key) {
    var all = seriesOf(plot);
    var place = step(all, places.get(reader) || START, key);
    places.set(reader, place);
    show(reader, plot, all, place);
  }

  /* What was pressed too early, now that the chart is there. */
  function catchUp(reader, plot) {
    (early.get(reader) || []).forEach(function (key) { act(reader, plot, key); });
    early.delete(reader);
  }

  document.addEventListener("focusout", function (event) {
    var reader = event.target;
    if (!reader.matches || !reader.matches(".reading")) return;
    var plot = plotOf(reader);
    places.delete(reader);
    early.delete(reader);
    say(reader, "");
    if (plot) unmark(plot);
  });

  /* Plotly forgets the height of a drawing when its window changes, and its box would close. */
  function keepHeight(plot) {
    var box = plot.closest(".dash-graph");
    if (box && plot.layout && plot.layout.height) box.style.minHeight = plot.layout.height + "px";
  }

  /* Each drawing that has points is one stop of the Tab key, with a name of its own. */
  function prepare(reader) {
    var plot = plotOf(reader);
    if (plot) {
      keepHeight(plot);
      catchUp(reader, plot);
    }
    /* What is not drawn yet is drawn when the focus comes (assets/lazy.js), if plotly can be had. */
    var coming = !document.documentElement.hasAttribute("data-still");
    var readable = plot ? seriesOf(plot).length > 0 : coming && reader.querySelector(".lazy") !== null;
    if (!readable) {
      ["tabindex", "role", "aria-label"].forEach(function (name) {
        reader.removeAttribute(name);
      });
      return;
    }
    reader.setAttribute("tabindex", "0");
    reader.setAttribute("role", "application");
    reader.setAttribute("aria-label", reader.dataset.name);
  }

  var root = document.getElementById("react-entry-point");
  if (!root) return;
  var waiting = false;
  var watcher = new MutationObserver(function () {
    if (waiting) return;
    waiting = true;
    setTimeout(function () {
      waiting = false;
      root.querySelectorAll(".reading").forEach(prepare);
    }, 100);
  });
  watcher.observe(root, { childList: true, subtree: true });
  watcher.observe(document.documentElement, { attributes: true, attributeFilter: ["data-still"] });
})();

/* Escape puts away what a word shows; the next word shows its meaning again. */
(function () {
  "use strict";
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll(".words").forEach(function (line) {
      if (line.querySelector(":hover, :focus")) line.setAttribute("data-closed", "");
    });
  });
  function open(event) {
    var line = event.target.closest && event.target.closest(".words[data-closed]");
    if (line && event.target.matches(".word")) line.removeAttribute("data-closed");
  }
  document.addEventListener("focusin", open);
  document.addEventListener("mouseover", open);
})();

/* On paper stands the address of the page, and a drawing is as wide as the sheet; afterwards it is
   as wide as its window again. */
(function () {
  "use strict";
  var SHEET = 640;
  function each(size) {
    if (!window.Plotly) return;
    document.querySelectorAll(".js-plotly-plot").forEach(function (plot) {
      if (plot.layout) window.Plotly.relayout(plot, size);
    });
  }
  window.addEventListener("beforeprint", function () {
    var header = document.querySelector(".header .width");
    if (header) header.dataset.address = location.href;
    each({ autosize: false, width: SHEET });
  });
  window.addEventListener("afterprint", function () { each({ autosize: true, width: null }); });
})();
