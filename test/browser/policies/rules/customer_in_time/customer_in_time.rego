# METADATA
# title: A customer, in time
# description: A new customer is let in by whoever decides within seconds.
package regent.rules.customer_in_time

import data.regent.lib

# METADATA
# title: Decisions
# description: Demands an approval that ends soon.
# scope: document
decisions contains lib.contribution("approve", "customer-in-time", {
	"message": "Too late is no.",
	"approval": {"groups": ["dpo"], "expires_in": "5s"},
}) if {
	lib.in_group("support")
	input.request.method == "POST"
	input.request.segments == ["customers"]
}
