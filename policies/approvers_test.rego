package regent_test.approvers

import data.regent

asked(method, groups) := {
	"id": "apr_1",
	"state": "pending",
	"identity": {"issuer": "https://id.example", "subject": "support-agent", "actors": [], "groups": ["support"]},
	"connection": "crm",
	"request": {"method": method, "host": "crm.internal", "path": "/exports/customers", "query_string": ""},
	"decision": {"action": "approve", "reasons": ["r"], "approval": {"groups": groups}},
	"asked_at": 1767225600000,
}

person(groups) := {"issuer": "https://id.example", "subject": "dana", "groups": groups}

test_a_member_of_a_demanded_group_may if {
	answer := regent.approvers with input.approval as asked("GET", ["dpo", "cfo"])
		with input.person as person(["dpo"])
	answer == {"may": true, "reasons": ["demanded-group"], "see_body": true}
}

test_others_may_not if {
	every groups in [[], ["support"], ["DPO"]] {
		answer := regent.approvers with input.approval as asked("GET", ["dpo"])
			with input.person as person(groups)
		answer == {"may": false}
	}
}

test_only_the_dpo_sees_the_body if {
	answer := regent.approvers with input.approval as asked("POST", ["support-lead"])
		with input.person as person(["support-lead"])
	answer == {"may": true, "reasons": ["demanded-group"], "see_body": false}
}

test_what_cannot_be_undone_wants_a_late_sign_in if {
	answer := regent.approvers with input.approval as asked("DELETE", ["dpo"])
		with input.person as person(["dpo"])
	answer.step_up == {"max_age": "15m"}
}
