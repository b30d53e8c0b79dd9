package regent_test.export_needs_approval

import data.regent
import data.regent.rules.export_needs_approval.decisions
import data.regent_test.sample

test_export_needs_the_dpo_and_is_masked if {
	decision := regent.decision with input as sample.crm("support", "GET", ["exports", "customers"])
	decision == {
		"action": "approve",
		"reasons": ["export-needs-approval"],
		"message": "The export of customers needs the approval of the data protection officer.",
		"approval": {"groups": ["dpo"], "expires_in": "15m"},
		"masks": [{"path": "$[*].iban", "with": "partial", "keep_last": 4}],
		"purpose": "customer-export",
		"legal_basis": "contract",
		"subjects": [{"path": "$[*].id", "in": "response", "type": "customer"}],
	}
}

test_export_by_get_alone if {
	every method in ["HEAD", "POST", "DELETE"] {
		count(decisions) == 0 with input as sample.crm("support", method, ["exports", "customers"])
	}
}

test_no_other_export if {
	every segments in [["exports"], ["exports", "tickets"], ["exports", "customers", ""], ["exports", "customers", "1"]] {
		count(decisions) == 0 with input as sample.crm("support", "GET", segments)
	}
}

test_no_export_for_others if {
	every group in ["analytics", "dpo"] {
		count(decisions) == 0 with input as sample.crm(group, "GET", ["exports", "customers"])
	}
}
