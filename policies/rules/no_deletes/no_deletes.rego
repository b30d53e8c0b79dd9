# METADATA
# title: No deletes
# description: No agent deletes anything in the CRM, whatever other rules say.
package regent.rules.no_deletes

import data.regent.lib

# METADATA
# title: Decisions
# description: Denies every DELETE.
# scope: document
decisions contains lib.contribution("deny", "deletes-are-denied", {"message": "Agents do not delete in the CRM."}) if {
	input.connection.name == "crm"
	input.request.method == "DELETE"
}
