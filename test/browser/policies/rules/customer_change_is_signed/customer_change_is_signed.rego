# METADATA
# title: The change of a customer is signed
# description: Support changes a customer once somebody has signed it with a passkey.
package regent.rules.customer_change_is_signed

import data.regent.lib

# METADATA
# title: Decisions
# description: Demands an approval, of high risk.
# scope: document
decisions contains lib.contribution("approve", "customer-change-is-signed", {
	"message": "Whoever lets a customer's data be changed signs for it.",
	"approval": {"groups": ["dpo"], "expires_in": "10m", "risk": 3},
	"masks": [lib.redact("$.birth_date"), lib.keep_last("$.iban", 4), lib.redact("$.email")],
	"purpose": "support-ticket",
	"legal_basis": "contract",
}) if {
	lib.in_group("support")
	input.request.method == "PATCH"
	count(input.request.segments) == 2
	input.request.segments[0] == "customers"
}
