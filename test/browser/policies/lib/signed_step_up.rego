package regent.lib

# A change is signed with a passkey.
step_up("PATCH") := {"step_up": {"passkey": true}}
