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

# METADATA
# title: Pseudonym
# description: |
#   Masks the values at a JSONPath (RFC 9535) with a keyed token, the same for the same value within
#   a scope.
# scope: document
pseudonym(path, scope) := {"path": path, "with": "pseudonym", "scope": scope}

# METADATA
# title: Detect
# description: Masks what is found of a kind, such as `email` or `iban`, in all text of the response.
# scope: document
detect(type) := {"type": type, "with": "redact"}
