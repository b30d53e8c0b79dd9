package regent_test.rules

import data.regent

# A rule whose set is misnamed, or whose package is elsewhere, would never be heard: its denials and
# masks would be missing without a sign.
test_every_rule_has_decisions if {
	every rule in regent.rules {
		is_set(rule.decisions)
	}
}

test_nothing_but_rules_beside_the_decision if {
	names := {name |
		some name, _ in regent with input as {}
	}
	names - {"rules", "lib", "decision", "contributions", "heard", "faults", "spoken", "demands", "approving_groups", "approval", "break_glass", "preconditions", "show", "approvers", "hidden", "write_back", "record", "subjects", "winner"} == set()
}
