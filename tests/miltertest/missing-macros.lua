-- No macros at all: no login, no queue id, no host name. The envelope sender says who it is.
local conn = open()
local to = "a@macros.example"
envelope(conn, nil, "budi@ours.example", to)
content(conn, "macros-1@x")
check("first", "accept", verdict(conn))
envelope(conn, nil, "budi@ours.example", to)
content(conn, "macros-2@x")
check("second", "hold", verdict(conn))
-- no Message-ID either
envelope(conn, nil, "sari@ours.example", "b@macros2.example")
content(conn, nil)
check("without an id", "accept", verdict(conn))
-- an empty login is none
mt.macro(conn, SMFIC_MAIL, "{auth_authen}", "")
envelope(conn, nil, "sari@ours.example", "b@macros2.example")
content(conn, nil)
check("with an empty login", "hold", verdict(conn))
mt.disconnect(conn)
-- a client of no known address family
conn = connect()
negotiate(conn, 6, ALL_ACTIONS, ALL_STEPS)
check("conninfo", nil, mt.conninfo(conn, "localhost", "unspec"))
check("unspec", "accept", send(conn, "budi", "c@macros3.example", "macros-3@x"))
mt.disconnect(conn)
still_alive()
