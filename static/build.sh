#!/bin/sh
# Rebuilds static/vendor from npm: run it after changing a version below or
# vendor/govuk/govuk.scss, then commit what it wrote. Needs node >= 20 and npm.
set -eu

GOVUK=6.6.0
HTMX=4.0.1
SASS=1.108.2

here=$(cd "$(dirname "$0")" && pwd)
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT

cp "$here/vendor/govuk/govuk.scss" "$build/"
cd "$build"
npm install --silent --no-audit --no-fund --prefix "$build" \
  "govuk-frontend@$GOVUK" "htmx.org@$HTMX" "sass@$SASS"
npx sass --no-source-map --style=compressed --quiet-deps \
  --load-path="$build/node_modules" \
  govuk.scss "$here/vendor/govuk/govuk.min.css"
cp node_modules/htmx.org/dist/htmx.min.js node_modules/htmx.org/LICENSE "$here/vendor/htmx/"
# The map is not shipped; a reference to it would make collectstatic fail.
sed -i '/^\/\/# sourceMappingURL=/d' "$here/vendor/htmx/htmx.min.js"
