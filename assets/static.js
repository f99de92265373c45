/* A part of the page without anything live in it: its HTML as the server made it (portal/drawn.py). */
(function () {
  "use strict";
  function Static(props) {
    var given = Object.assign({}, props.given);
    if (props.html !== null) given.dangerouslySetInnerHTML = { __html: props.html };
    return window.React.createElement(props.tag, given);
  }
  window.portal = { Static: Static };
})();
