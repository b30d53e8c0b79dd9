# METADATA
# title: Export needs approval
# description: The bulk export of customers goes to support once the data protection officer agrees.
package regent.rules.export_needs_approval

import data.regent.lib

# METADATA
# title: Decisions
# description: Demands an approval; the response is masked even then.
# scope: document
decisions contains lib.contribution("approve", "export-needs-approval", {
	"message": "The export of customers needs the approval of the data protection officer.",
	"approval": {"groups": ["dpo"], "expires_in": "15m"},
	"masks": [lib.keep_last("$[*].iban", 4)],
	"purpose": "customer-export",
	"legal_basis": "contract",
	"subjects": [{"path": "$[*].id", "in": "response", "type": "customer"}],
}) if {
	lib.in_group("support")
	input.request.method == "GET"
	lib.reads("crm", ["exports", "customers"])
}
