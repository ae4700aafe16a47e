-- An MTA that cannot quarantine: what should be held must not slip through. It is put off, and nothing of it is counted.
local conn = open(6, NO_QUARANTINE, ALL_STEPS)
check("first", "accept", send(conn, "budi", "a@noq.example", "noq-1@x"))
check("what should be held", "refused", send(conn, "budi", "a@noq.example", "noq-2@x"))
check("a refusal needs no quarantine", "refused", send(conn, "sari", "a@noq.example", "noq-3@x"))
mt.disconnect(conn)
still_alive()
