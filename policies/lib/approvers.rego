package regent.lib

# METADATA
# title: Sees bodies
# description: |
#   Whether a person who decides sees the body of the request as it is: the data protection officer does.
#   For others the personal data in it is masked.
# scope: document
default sees_bodies(_) := false

sees_bodies(person) if "dpo" in person.groups

# METADATA
# title: Step-up
# description: |
#   How a person must have proved that they are there: what cannot be undone wants somebody who has
#   signed in lately.
# scope: document
default step_up(_) := {}

step_up("DELETE") := {"step_up": {"max_age": "15m"}}
