package regent_test.decision

import data.regent
import data.regent.lib

allow := lib.contribution("allow", "may", {"purpose": "support", "legal_basis": "contract"})

deny := lib.contribution("deny", "must-not", {"message": "No."})

mask(path) := lib.contribution("mask", "masked", {"masks": [lib.redact(path)]})

approve(groups, expires_in) := lib.contribution("approve", "ask", {"approval": {"groups": groups, "expires_in": expires_in}})

# What is decided where each of the rules contributes one.
settled(contributions) := decision if {
	rules := {i: {"decisions": {c}} | some i, c in contributions}
	decision := regent.decision with data.regent.rules as rules
}

test_no_rule_is_deny if {
	settled([]).action == "deny"
	settled([]).reasons == ["no-rule"]
}

test_allow if {
	settled([allow]) == {"action": "allow", "reasons": ["may"], "purpose": "support", "legal_basis": "contract"}
}

test_mask_goes_before_allow if {
	settled([allow, mask("$.a")]) == {
		"action": "mask",
		"reasons": ["masked", "may"],
		"masks": [lib.redact("$.a")],
		"purpose": "support",
		"legal_basis": "contract",
	}
}

test_masks_are_united if {
	settled([mask("$.b"), mask("$.a"), mask("$.b")]) == {
		"action": "mask",
		"reasons": ["masked"],
		"masks": [lib.redact("$.a"), lib.redact("$.b")],
	}
}

header(name) := {"name": name, "with": "remove"}

detector(type) := lib.detect(type)

test_headers_and_detectors_are_united_too if {
	one := lib.contribution("mask", "a", {"headers": [header("x-b")], "detect": [detector("iban")]})
	other := lib.contribution("mask", "b", {"headers": [header("x-a")], "masks": [lib.redact("$.a")]})
	settled([one, other]) == {
		"action": "mask",
		"reasons": ["a", "b"],
		"masks": [lib.redact("$.a")],
		"headers": [header("x-a"), header("x-b")],
		"detect": [detector("iban")],
	}
}

test_who_refuses_a_masked_value_in_a_write_goes_before_who_restores_it if {
	refuse := lib.contribution("allow", "a", {"write_back": {"mode": "refuse", "masks": [lib.redact("$.a")]}})
	restore := lib.contribution("allow", "b", {"write_back": {"mode": "restore", "masks": [lib.redact("$.b")]}})
	settled([restore, refuse]) == {
		"action": "allow",
		"reasons": ["a", "b"],
		"write_back": {"mode": "refuse", "masks": [lib.redact("$.a"), lib.redact("$.b")]},
	}
	settled([restore]).write_back.mode == "restore"
}

test_approve_goes_before_mask_and_keeps_it if {
	settled([approve(["dpo"], "15m"), mask("$.a"), allow]) == {
		"action": "approve",
		"reasons": ["ask", "masked", "may"],
		"approval": {"groups": ["dpo"], "expires_in": "15m"},
		"masks": [lib.redact("$.a")],
		"purpose": "support",
		"legal_basis": "contract",
	}
}

test_approve_tells_its_message_and_no_other if {
	asking := object.union(approve(["dpo"], "15m"), {"message": "Ask."})
	settled([asking]).message == "Ask."
	not settled([approve(["dpo"], "15m")]).message
}

test_approve_without_expiry_stands_15_minutes if {
	bare := lib.contribution("approve", "ask", {"approval": {"groups": ["dpo"]}})
	settled([bare]).approval.expires_in == "15m"
	settled([bare, approve(["dpo"], "1h")]).approval.expires_in == "15m"
}

test_deny_goes_before_all_and_tells_only_itself if {
	settled([approve(["dpo"], "15m"), mask("$.a"), allow, deny]) == {
		"action": "deny",
		"reasons": ["must-not"],
		"message": "No.",
	}
}

test_deny_without_message if {
	settled([lib.contribution("deny", "must-not", {})]) == {"action": "deny", "reasons": ["must-not"]}
}

test_two_denials_give_all_reasons_and_one_message if {
	other := lib.contribution("deny", "also-not", {"message": "Never."})
	settled([deny, other]) == {"action": "deny", "reasons": ["also-not", "must-not"], "message": "Never."}
}

test_two_approvals_need_one_whom_both_accept if {
	settled([approve(["dpo", "legal"], "1h"), approve(["ciso", "legal"], "90s")]).approval == {
		"groups": ["legal"],
		"expires_in": "90s",
	}
}

test_two_approvals_that_no_group_can_give_are_deny if {
	decision := settled([approve(["dpo"], "15m"), approve(["legal"], "15m"), allow])
	decision.action == "deny"
	decision.reasons == ["approvals-conflict"]
}

test_purposes_are_united if {
	other := lib.contribution("allow", "may", {"purpose": "audit"})
	settled([allow, other]).purpose == "audit, support"
}

test_faulty_contribution_is_deny if {
	every faulty in [{"action": "Deny", "reasons": ["x"]}, {"action": "mask", "reasons": ["x"]}, "deny", null] {
		decision := settled([allow, faulty])
		decision.action == "deny"
		decision.reasons == ["contribution-invalid"]
	}
}

test_subjects_of_all_rules_are_united if {
	customer := {"path": "$.id", "in": "response", "type": "customer"}
	one := lib.contribution("allow", "a", {"subjects": ["$.id", customer]})
	other := lib.contribution("mask", "b", {"masks": [lib.redact("$.a")], "subjects": [customer, {"value": "c-17"}]})
	settled([one, other]).subjects == ["$.id", {"in": "response", "path": "$.id", "type": "customer"}, {"value": "c-17"}]
	settled([allow]) == object.remove(settled([allow]), ["subjects"])
}

test_a_denial_keeps_the_subjects_of_what_it_denies if {
	subject := {"value": "c-17", "type": "customer"}
	settled([deny, lib.contribution("allow", "a", {"subjects": [subject]})]) == {
		"action": "deny",
		"reasons": ["must-not"],
		"message": "No.",
		"subjects": [subject],
	}
}

demanding(demand) := lib.contribution("approve", "ask", {"approval": object.union({"groups": ["dpo"]}, demand)})

test_the_strictest_of_two_approvals if {
	one := demanding({"quorum": 2, "use_within": "10m", "risk": 1, "show": {"masks": [lib.redact("$.a")]}})
	other := demanding({"justification": true, "use_within": "90s", "risk": 3, "show": {"detect": [lib.detect("iban")]}})
	settled([one, other]).approval == {
		"groups": ["dpo"],
		"expires_in": "15m",
		"use_within": "90s",
		"quorum": 2,
		"risk": 3,
		"justification": true,
		"show": {"masks": [lib.redact("$.a")], "detect": [lib.detect("iban")]},
	}
}

test_break_glass_only_where_every_rule_allows_it if {
	glass := demanding({"break_glass": true, "review_groups": ["audit"]})
	settled([glass, demanding({"break_glass": true})]).approval == {
		"groups": ["dpo"],
		"expires_in": "15m",
		"break_glass": true,
		"review_groups": ["audit", "dpo"],
	}
	not settled([glass, demanding({})]).approval.break_glass
}

test_one_precondition_is_kept_and_two_are_deny if {
	etag := demanding({"precondition": {"etag": true}})
	settled([etag, demanding({})]).approval.precondition == {"etag": true}
	settled([etag, demanding({"precondition": {"get_digest": true}})]).reasons == ["approvals-conflict"]
}
