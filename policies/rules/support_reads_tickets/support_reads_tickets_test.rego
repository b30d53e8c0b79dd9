package regent_test.support_reads_tickets

import data.regent
import data.regent.rules.support_reads_tickets.decisions
import data.regent_test.sample

test_support_sees_tickets_without_body if {
	every segments in [["tickets", "5"], ["customers", "17", "tickets"]] {
		decision := regent.decision with input as sample.crm("support", "GET", segments)
		decision == {
			"action": "mask",
			"reasons": ["support-reads-tickets"],
			"masks": [{"path": "$..body", "with": "redact"}],
			"purpose": "support-ticket",
			"legal_basis": "contract",
			"subjects": [{"path": "$..customer_id", "in": "response", "type": "customer"}],
		}
	}
}

test_support_sees_no_other_tickets if {
	every segments in [["tickets"], ["tickets", ""], ["tickets", "5", "log"], ["customers", "", "tickets"], ["customers", "17", "tickets", "5"]] {
		count(decisions) == 0 with input as sample.crm("support", "GET", segments)
	}
}

test_support_changes_no_ticket if {
	every method in ["POST", "PUT", "PATCH", "DELETE"] {
		count(decisions) == 0 with input as sample.crm("support", method, ["tickets", "5"])
	}
}

test_others_see_no_ticket if {
	count(decisions) == 0 with input as sample.crm("analytics", "GET", ["tickets", "5"])
}
