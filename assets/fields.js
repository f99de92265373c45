/* The fields of dash-bootstrap-components that our pages use, as the native elements which they
   are in the first HTML (portal/first_html.py). The whole library would weigh 54 kB compressed. */
(function () {
  "use strict";
  var create = window.React.createElement;
  var PLAIN = ["id", "name", "type", "placeholder", "required", "disabled", "min", "max", "step",
    "pattern", "inputMode", "tabIndex", "list", "href", "title"];
  var RENAMED = { maxlength: "maxLength", minlength: "minLength", autocomplete: "autoComplete",
    html_for: "htmlFor", readonly: "readOnly" };

  function shared(props, own) {
    var given = { className: [own, props.className || props.class_name].filter(Boolean).join(" ") };
    Object.keys(props).forEach(function (name) {
      if (props[name] === null || props[name] === undefined) return;
      if (PLAIN.indexOf(name) >= 0 || /^(aria|data)-/.test(name)) given[name] = props[name];
      if (RENAMED[name]) given[RENAMED[name]] = props[name];
    });
    return given;
  }

  function changing(props, given) {
    given.value = props.value === null || props.value === undefined ? "" : props.value;
    given.onChange = function (event) { props.setProps({ value: event.target.value }); };
    return given;
  }

  function Select(props) {
    var options = (props.options || []).map(function (option) {
      var one = typeof option === "object" ? option : { value: option, label: option };
      return create("option", { key: one.value, value: one.value, disabled: one.disabled },
        one.label);
    });
    return create("select", changing(props, shared(props, "form-select")), options);
  }

  function Input(props) {
    var given = shared(props, "form-control");
    given.type = given.type || "text";
    return create("input", changing(props, given));
  }

  function Label(props) {
    return create("label", shared(props, "form-label"), props.children);
  }

  function Button(props) {
    var given = shared(props, "btn btn-" + (props.color || "primary"));
    if (!given.href) given.type = given.type || "button";
    return create(given.href ? "a" : "button", given, props.children);
  }

  window.dash_bootstrap_components = { Select: Select, Input: Input, Label: Label, Button: Button };
})();
