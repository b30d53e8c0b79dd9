package regent_test.masks

import data.regent.lib

test_constructors if {
	lib.redact("$.a") == {"path": "$.a", "with": "redact"}
	lib.keep_last("$.a", 4) == {"path": "$.a", "with": "partial", "keep_last": 4}
	lib.pseudonym("$.a", "crm") == {"path": "$.a", "with": "pseudonym", "scope": "crm"}
	lib.detect("iban") == {"type": "iban", "with": "redact"}
}
