package regent_test.request

import data.regent.lib
import data.regent_test.sample

test_in_group if lib.in_group("support") with input as sample.crm("support", "GET", [])

test_in_no_other_group if not lib.in_group("support") with input as sample.crm("supporter", "GET", [])

test_groups_that_are_no_list if {
	not lib.in_group("support") with input.identity.groups as "support"
	not lib.in_group("support") with input.identity.groups as {"any": "support"}
	not lib.in_group("support") with input as {}
}

test_reads_by_get_and_head if {
	every method in ["GET", "HEAD"] {
		lib.reads("crm", ["a", "*"]) with input as sample.crm("g", method, ["a", "1"])
	}
}

test_reads_by_no_other_method if {
	every method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "get", ""] {
		not lib.reads("crm", ["a", "*"]) with input as sample.crm("g", method, ["a", "1"])
	}
}

test_reads_no_other_path if {
	every segments in [[], ["a"], ["a", ""], ["a", "1/2"], ["A", "1"], ["a", "1", ""], ["a", "1", "b"], ["", "a", "1"], ["b", "1"], ["a", 1], "a1"] {
		not lib.reads("crm", ["a", "*"]) with input.connection.name as "crm"
			with input.request as {"method": "GET", "segments": segments}
	}
}

test_a_star_in_the_path_is_no_pattern if {
	not lib.reads("crm", ["a"]) with input as sample.crm("g", "GET", ["*"])
}

test_reads_from_no_other_connection if {
	not lib.reads("hr", ["a"]) with input as sample.crm("g", "GET", ["a"])
}
