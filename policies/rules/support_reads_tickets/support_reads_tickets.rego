# METADATA
# title: Support reads tickets
# description: Support sees a ticket, or all tickets of one customer, without the free text of the body.
package regent.rules.support_reads_tickets

import data.regent.lib

# METADATA
# title: Decisions
# description: Masks the tickets' bodies, in a list and in a single ticket alike.
# scope: document
decisions contains lib.contribution("mask", "support-reads-tickets", {
	"masks": [lib.redact("$..body")],
	"purpose": "support-ticket",
	"legal_basis": "contract",
	"subjects": [{"path": "$..customer_id", "in": "response", "type": "customer"}],
}) if {
	lib.in_group("support")
	some pattern in [["tickets", "*"], ["customers", "*", "tickets"]]
	lib.reads("crm", pattern)
}
