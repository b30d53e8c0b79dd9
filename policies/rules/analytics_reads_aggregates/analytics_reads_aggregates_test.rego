package regent_test.analytics_reads_aggregates

import data.regent
import data.regent.rules.analytics_reads_aggregates.decisions
import data.regent_test.sample

test_analytics_sees_aggregates if {
	every segments in [["stats", "customers"], ["stats", "tickets", "by-status"]] {
		decision := regent.decision with input as sample.crm("analytics", "GET", segments)
		decision == {
			"action": "allow",
			"reasons": ["analytics-reads-aggregates"],
			"purpose": "analytics",
			"legal_basis": "legitimate-interests",
		}
	}
}

test_analytics_sees_nothing_else if {
	every segments in [["stats"], ["stats", ""], ["statistics", "a"], ["customers", "17"], ["exports", "customers"]] {
		count(decisions) == 0 with input as sample.crm("analytics", "GET", segments)
	}
}

test_others_see_no_aggregates if {
	count(decisions) == 0 with input as sample.crm("support", "GET", ["stats", "customers"])
}
