/* Charts come to life one by one. A station's page has a dozen: to let plotly draw them all at once
   would hold up a slow phone for half a minute. So Dash first shows the drawing that the page came
   with, and plotly draws over it, unseen, when the reader comes near or the focus goes there; then
   the one replaces the other. A chart with another figure than the page came with is plotly's. */
(function () {
  "use strict";
  var React = window.React;
  var create = React.createElement;
  var Real = window.dash_core_components.Graph;
  var NEAR = "300px";

  function came(id) {
    var drawing = document.querySelector("#first [id='" + id + "']");
    return drawing ? drawing.innerHTML : "";
  }

  /* Comes once; where it does not come, the drawings stay, and cannot be read with the keys
     (assets/reading.js sees data-still). */
  var coming = null;
  function plotly() {
    if (!coming) {
      coming = new Promise(function (done, failed) {
        if (window.Plotly) return done();
        var script = document.createElement("script");
        script.src = document.querySelector("meta[name='plotly-address']").content;
        script.onload = function () {
          document.documentElement.removeAttribute("data-still");
          done();
        };
        script.onerror = function () {
          document.documentElement.setAttribute("data-still", "");
          script.remove();
          coming = null;
          failed();
        };
        return document.head.appendChild(script);
      });
    }
    return coming;
  }

  /* A chart without a drawing cannot wait for plotly: the server draws it. Once the page came whole
     it has its drawings, so this ends (data-changed is of assets/controls.js). */
  function drawnElsewhere() {
    if (!document.documentElement.hasAttribute("data-changed")) return;
    document.documentElement.removeAttribute("data-changed");
    location.reload();
  }

  function Graph(props) {
    var place = React.useRef(null);
    var figure = React.useRef(props.figure);
    var first = React.useMemo(function () { return came(props.id); }, [props.id]);
    var near = React.useState(false);
    var drawn = React.useState(false);
    var ours = first !== "" && figure.current === props.figure;
    var wanted = !ours || near[0];
    var there = React.useState(Boolean(window.Plotly));
    var live = wanted && there[0];

    React.useEffect(function () {
      if (!wanted || live) return;
      plotly().then(function () { there[1](true); }, ours ? function () {} : drawnElsewhere);
    }, [wanted, live]);

    React.useEffect(function () {
      if (wanted) return undefined;
      var come = function () { near[1](true); };
      var watcher = new IntersectionObserver(function (seen) {
        if (seen.some(function (entry) { return entry.isIntersecting; })) come();
      }, { rootMargin: NEAR });
      var reader = place.current.closest(".reading") || place.current;
      watcher.observe(place.current);
      reader.addEventListener("focusin", come);
      return function () {
        watcher.disconnect();
        reader.removeEventListener("focusin", come);
      };
    }, [wanted]);

    React.useEffect(function () {
      if (!live || drawn[0]) return undefined;
      var look = function () {
        if (!place.current.querySelector(".main-svg")) return;
        watcher.disconnect();
        drawn[1](true);
      };
      var watcher = new MutationObserver(look);
      watcher.observe(place.current, { childList: true, subtree: true });
      look();
      return function () { watcher.disconnect(); };
    }, [live, drawn[0]]);

    var real = live && create("div", { key: "real", className: ours && !drawn[0] ? "coming" : null },
      create(Real, props));
    var still = ours && !drawn[0] && create("div", {
      key: "still",
      id: live ? null : props.id,
      className: "dash-graph " + (props.className || ""),
      dangerouslySetInnerHTML: { __html: first }
    });
    return create("div", { ref: place, className: "lazy" }, still, real);
  }

  window.dash_core_components = Object.assign({}, window.dash_core_components, { Graph: Graph });
})();
