package regent_test.no_deletes

import data.regent
import data.regent.rules.no_deletes.decisions
import data.regent_test.sample

test_every_delete_is_denied if {
	every segments in [[], ["customers", "17"], ["tickets", "5"], ["stats", "customers"], ["exports", "customers"]] {
		decision := regent.decision with input as sample.crm("support", "DELETE", segments)
		decision == {
			"action": "deny",
			"reasons": ["deletes-are-denied"],
			"message": "Agents do not delete in the CRM.",
		}
	}
}

test_other_connections_are_not_its_business if {
	count(decisions) == 0 with input as {"connection": {"name": "hr"}, "request": {"method": "DELETE"}}
}

test_other_methods_are_not_its_business if {
	count(decisions) == 0 with input as sample.crm("support", "GET", ["customers", "17"])
}
