package regent_test.support_reads_customer

import data.regent
import data.regent.rules.support_reads_customer.decisions
import data.regent_test.sample

test_support_sees_a_masked_customer if {
	every method in ["GET", "HEAD"] {
		decision := regent.decision with input as sample.crm("support", method, ["customers", "17"])
		decision == {
			"action": "mask",
			"reasons": ["support-reads-customer"],
			"masks": [
				{"path": "$.phone", "with": "partial", "keep_last": 2},
				{"path": "$.iban", "with": "partial", "keep_last": 4},
				{"path": "$.birth_date", "with": "redact"},
				{"path": "$.email", "with": "redact"},
				{"path": "$.notes", "with": "redact"},
			],
			"purpose": "support-ticket",
			"legal_basis": "contract",
			"subjects": [{"path": "$.id", "in": "response", "type": "customer"}],
		}
	}
}

test_support_sees_no_list_of_customers if {
	every segments in [["customers"], ["customers", ""], ["customers", "17", ""], ["customers", "17", "notes"]] {
		count(decisions) == 0 with input as sample.crm("support", "GET", segments)
	}
}

test_support_changes_no_customer if {
	every method in ["POST", "PUT", "PATCH", "DELETE"] {
		count(decisions) == 0 with input as sample.crm("support", method, ["customers", "17"])
	}
}

test_others_see_no_customer if {
	every group in ["analytics", "Support", ""] {
		count(decisions) == 0 with input as sample.crm(group, "GET", ["customers", "17"])
	}
}

test_no_customer_of_another_connection if {
	count(decisions) == 0 with input as object.union(
		sample.crm("support", "GET", ["customers", "17"]),
		{"connection": {"name": "crm2"}},
	)
}
