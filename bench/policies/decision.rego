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

# A body of so many bytes, from the service that tells of customers.
decision := {"action": "allow", "reasons": ["bench-allow"]} if {
	"bench" in input.identity.groups
	input.request.segments[0] == "allow-customers"
}

decision := {
	"action": "mask",
	"reasons": ["bench-mask"],
	"masks": [
		{"path": "$.customers[*].email", "with": "redact"},
		{"path": "$.customers[*].iban", "with": "redact"},
	],
} if {
	"bench" in input.identity.groups
	input.request.segments[0] == "mask-customers"
}
