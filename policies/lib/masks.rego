package regent.lib

# METADATA
# title: Redact
# description: Masks the values at a JSONPath (RFC 9535) with a fixed text.
# scope: document
redact(path) := {"path": path, "with": "redact"}

# METADATA
# title: Keep the last characters
# description: Masks the values at a JSONPath (RFC 9535) but for their last `n` characters.
# scope: document
keep_last(path, n) := {"path": path, "with": "partial", "keep_last": n}
