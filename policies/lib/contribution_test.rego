package regent_test.contribution

import data.regent.lib

mask := lib.redact("$.a")

approval := {"groups": ["dpo"]}

test_every_action if {
	lib.is_contribution(lib.contribution("deny", "r", {"message": "No."}))
	lib.is_contribution(lib.contribution("allow", "r", {"purpose": "p", "legal_basis": "b"}))
	lib.is_contribution(lib.contribution("mask", "r", {"masks": [mask]}))
	lib.is_contribution(lib.contribution("approve", "r", {"approval": approval}))
	lib.is_contribution(lib.contribution("approve", "r", {"approval": approval, "masks": [mask]}))
}

test_unknown_action if {
	every action in ["Deny", "block", "", null, 1] {
		not lib.is_contribution(lib.contribution(action, "r", {}))
	}
}

test_every_kind_of_mask if {
	every key in ["masks", "headers", "detect"] {
		lib.is_contribution(lib.contribution("mask", "r", {key: [{}]}))
		lib.is_contribution(lib.contribution("approve", "r", {"approval": approval, key: [{}]}))
		not lib.is_contribution(lib.contribution("mask", "r", {key: []}))
		not lib.is_contribution(lib.contribution("mask", "r", {"masks": [mask], key: {}}))
		not lib.is_contribution(lib.contribution("allow", "r", {key: [{}]}))
	}
}

test_write_back if {
	good := {"mode": "refuse", "masks": [mask]}
	every action in ["allow", "mask", "approve"] {
		details := {"masks": [mask], "approval": approval, "write_back": good}
		wanted := {"allow": ["write_back"], "mask": ["masks", "write_back"], "approve": ["approval", "write_back"]}
		given := {key: details[key] | some key in wanted[action]}
		lib.is_contribution(lib.contribution(action, "r", given))
	}
	not lib.is_contribution(lib.contribution("deny", "r", {"write_back": good}))
	every bad in [{}, null, {"mode": "refuse"}, {"mode": "allow", "masks": []}, {"mode": "refuse", "masks": mask}] {
		not lib.is_contribution(lib.contribution("allow", "r", {"write_back": bad}))
	}
}

test_misspelt_or_misplaced_member if {
	not lib.is_contribution(lib.contribution("mask", "r", {"masks": [mask], "mask": [mask]}))
	not lib.is_contribution(lib.contribution("allow", "r", {"masks": [mask]}))
	not lib.is_contribution(lib.contribution("allow", "r", {"approval": approval}))
	not lib.is_contribution(lib.contribution("mask", "r", {"masks": [mask], "approval": approval}))
	not lib.is_contribution(lib.contribution("deny", "r", {"masks": [mask]}))
}

test_masks_that_would_be_lost if {
	every masks in [{}, "x", null, mask, {mask}] {
		not lib.is_contribution(lib.contribution("mask", "r", {"masks": masks}))
		not lib.is_contribution(lib.contribution("approve", "r", {"approval": approval, "masks": masks}))
	}
	not lib.is_contribution(lib.contribution("mask", "r", {"masks": []}))
	not lib.is_contribution(lib.contribution("mask", "r", {}))
}

test_approvals_that_would_be_lost if {
	every a in [
		{}, null, "dpo",
		{"groups": []},
		{"groups": "dpo"},
		{"groups": {"dpo"}},
		{"groups": ["dpo"], "quorum": "2"},
		{"groups": ["dpo"], "risk": null},
		{"groups": ["dpo"], "use_within": "soon"},
		{"groups": ["dpo"], "justification": "yes"},
		{"groups": ["dpo"], "break_glass": 1},
		{"groups": ["dpo"], "review_groups": []},
		{"groups": ["dpo"], "precondition": "etag"},
		{"groups": ["dpo"], "show": {"mask": []}},
		{"groups": ["dpo"], "show": {"masks": {}}},
		{"groups": ["dpo"], "people": 2},
		{"groups": ["dpo"], "expires_in": "soon"},
		{"groups": ["dpo"], "expires_in": 15},
	] {
		not lib.is_contribution(lib.contribution("approve", "r", {"approval": a}))
	}
	not lib.is_contribution(lib.contribution("approve", "r", {}))
}

test_all_that_an_approval_may_demand if {
	lib.is_contribution(lib.contribution("approve", "r", {"approval": {
		"groups": ["dpo"],
		"quorum": 2,
		"expires_in": "1h",
		"use_within": "5m",
		"justification": true,
		"break_glass": true,
		"review_groups": ["audit"],
		"precondition": {"etag": true},
		"show": {"masks": [mask], "detect": []},
		"risk": 3,
	}}))
}

test_texts_that_are_no_texts if {
	every key in ["purpose", "legal_basis"] {
		not lib.is_contribution(lib.contribution("allow", "r", {key: 1}))
	}
	not lib.is_contribution(lib.contribution("deny", "r", {"message": null}))
}

test_reasons_that_are_no_list if {
	every reasons in [[], "r", {"r"}, null] {
		not lib.is_contribution({"action": "allow", "reasons": reasons})
	}
	not lib.is_contribution({"action": "allow"})
}

test_what_is_no_object if {
	every c in ["allow", true, null, 1, ["allow"], set()] {
		not lib.is_contribution(c)
	}
}

test_seconds if {
	lib.seconds("90s") == 90
	lib.seconds("15m") == 900
	lib.seconds("2h") == 7200
}

test_not_seconds if {
	every text in ["", "m", "0s", "15", "-1m", "1d", "1.5h", "15m ", "1h30m", "1000000s", 15, null] {
		not lib.seconds(text)
	}
}

test_subjects_are_a_list_whatever_is_decided if {
	details := {"masks": [mask], "approval": approval, "subjects": ["$.id"]}
	wanted := {"deny": [], "allow": [], "mask": ["masks"], "approve": ["approval"]}
	every action, keys in wanted {
		given := {key: details[key] | some key in array.concat(keys, ["subjects"])}
		lib.is_contribution(lib.contribution(action, "r", given))
		not lib.is_contribution(lib.contribution(action, "r", object.union(given, {"subjects": "$.id"})))
		not lib.is_contribution(lib.contribution(action, "r", object.union(given, {"subjects": {"$.id"}})))
	}
}
