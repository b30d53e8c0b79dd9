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

has_what_it_needs(c) if {
	c.action == "approve"
	is_demand(c.approval)
}

# Every member is one that is settled below or by the schema: one that is asked for must not be lost.
is_demand(a) if {
	object.keys(a) - known_demands == set()
	every key in ["groups", "review_groups"] {
		is_group_list(object.get(a, key, object.get(a, "groups", [])))
	}
	every key in ["expires_in", "use_within"] {
		seconds(object.get(a, key, "15m")) > 0
	}
	every key in ["quorum", "risk"] {
		is_number(object.get(a, key, 1))
	}
	every key in ["justification", "break_glass"] {
		is_boolean(object.get(a, key, false))
	}
	is_object(object.get(a, "precondition", {}))
	is_show(object.get(a, "show", {}))
}

known_demands := {
	"groups", "quorum", "expires_in", "use_within", "justification",
	"break_glass", "review_groups", "precondition", "show", "risk",
}

is_group_list(groups) if {
	is_array(groups)
	count(groups) > 0
}

is_show(show) if {
	object.keys(show) - {"masks", "detect"} == set()
	every key in ["masks", "detect"] {
		is_array(object.get(show, key, []))
	}
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
