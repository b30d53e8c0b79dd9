# METADATA
# title: Library
# description: What rules share. All of it is functions of their arguments and of `input`.
package regent.lib

# METADATA
# title: Contribution
# description: |
#   The one constructor of what a rule adds to its `decisions`. `details` holds further members:
#   `message`, `masks`, `headers`, `detect`, `write_back`, `approval`, `purpose`, `legal_basis`,
#   `subjects`.
# scope: document
contribution(action, reason, details) := object.union(details, {"action": action, "reasons": [reason]})

# METADATA
# title: Is it a contribution?
# description: |
#   Whether nothing of it is lost when it is settled with others. A member that is unknown here
#   may be a misspelt mask. What is passed on whole, such as a mask, the schema of decisions judges.
# scope: document
is_contribution(c) if {
	is_array(c.reasons)
	count(c.reasons) > 0
	object.keys(c) - known_members(c.action) == set()
	every key in ["message", "purpose", "legal_basis"] {
		is_string(object.get(c, key, ""))
	}
	every key in ["masks", "headers", "detect", "subjects"] {
		is_array(object.get(c, key, []))
	}
	is_write_back(object.get(c, "write_back", {"mode": "refuse", "masks": []}))
	has_what_it_needs(c)
}

known_members("deny") := {"action", "reasons", "message", "subjects"}

known_members("approve") := {
	"action", "reasons", "message", "approval",
	"masks", "headers", "detect", "write_back",
	"purpose", "legal_basis", "subjects",
}

known_members("mask") := {
	"action", "reasons",
	"masks", "headers", "detect", "write_back",
	"purpose", "legal_basis", "subjects",
}

known_members("allow") := {"action", "reasons", "write_back", "purpose", "legal_basis", "subjects"}

is_write_back(w) if {
	object.keys(w) == {"mode", "masks"}
	w.mode in {"refuse", "restore"}
	is_array(w.masks)
}

has_what_it_needs(c) if c.action in {"deny", "allow"}

has_what_it_needs(c) if {
	c.action == "mask"
	some key in ["masks", "headers", "detect"]
	count(c[key]) > 0
}

# `quorum` is not among the members: one that is asked for must not be lost.
has_what_it_needs(c) if {
	c.action == "approve"
	object.keys(c.approval) - {"groups", "expires_in"} == set()
	is_array(c.approval.groups)
	count(c.approval.groups) > 0
	seconds(object.get(c.approval, "expires_in", "15m")) > 0
}

# METADATA
# title: Seconds
# description: The length of a duration such as `90s`, `15m` or `1h`; undefined for anything else.
# scope: document
seconds(text) := to_number(digits) * unit if {
	regex.match(`^[1-9][0-9]{0,5}[smh]$`, text)
	digits := trim_right(text, "smh")
	unit := {"s": 1, "m": 60, "h": 3600}[substring(text, count(digits), 1)]
}
