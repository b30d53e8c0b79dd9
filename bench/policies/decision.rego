package regent

import rego.v1

default decision := {"action": "deny", "reasons": ["no-rule"]}

decision := {"action": "allow", "reasons": ["bench-allow"]} if {
	"bench" in input.identity.groups
	input.request.segments == ["allow"]
}

decision := {
	"action": "mask",
	"reasons": ["bench-mask"],
	"masks": [
		{"path": "$.email", "with": "redact"},
		{"path": "$.iban", "with": "partial", "keep_last": 4},
	],
} if {
	"bench" in input.identity.groups
	input.request.segments == ["mask"]
}
