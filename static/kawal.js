/* The pages work without this file. It moves the focus to what needs reading:
   to the summary of errors after a form was refused. */
"use strict";

function focusErrorSummary(root) {
  const summary = root.querySelector(".govuk-error-summary");
  if (summary) summary.focus();
}

document.addEventListener("DOMContentLoaded", () => focusErrorSummary(document));
document.addEventListener("htmx:after:swap", (event) => focusErrorSummary(event.target));
