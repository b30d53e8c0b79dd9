# METADATA
# title: Support reads a customer
# description: |
#   Support sees one customer at a time, without what a ticket does not need. The notes are free
#   text that may hold any personal data, so they go as a whole.
package regent.rules.support_reads_customer

import data.regent.lib

# METADATA
# title: Decisions
# description: Masks the customer's contact, bank and birth data.
# scope: document
decisions contains lib.contribution("mask", "support-reads-customer", {
	"masks": [
		lib.redact("$.email"),
		lib.keep_last("$.phone", 2),
		lib.keep_last("$.iban", 4),
		lib.redact("$.birth_date"),
		lib.redact("$.notes"),
	],
	"purpose": "support-ticket",
	"legal_basis": "contract",
	"subjects": [{"path": "$.id", "in": "response", "type": "customer"}],
}) if {
	lib.in_group("support")
	lib.reads("crm", ["customers", "*"])
}
