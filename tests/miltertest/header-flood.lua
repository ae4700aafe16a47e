-- Ten thousand header fields, and fields of great length.
local conn = open()
envelope(conn, "budi", "budi@ours.example", "a@flood.example")
for i = 1, 10000 do mt.header(conn, "X-Flood-" .. i, "value") end
mt.header(conn, "Message-ID", "<flood-1@x>")
eoh(conn)
mt.bodystring(conn, "Hello.\r\n")
check("ten thousand fields", "accept", verdict(conn))
check("it was counted", "hold", send(conn, "budi", "a@flood.example", "flood-2@x"))
envelope(conn, "budi", "budi@ours.example", "b@flood2.example")
for _, name in ipairs({"From", "To", "Subject", "References", "Content-Type"}) do
  mt.header(conn, name, string.rep("<a@b.example>, ", 60))
end
for i = 1, 10 do mt.header(conn, "From", "budi" .. i .. "@ours.example") end
eoh(conn)
check("long fields and ten From", "accept", verdict(conn))
-- forged marks, many of them: all are taken out
envelope(conn, "budi", "budi@ours.example", "c@flood3.example")
for i = 1, 50 do mt.header(conn, "X-Jeda", "forged " .. i) end
eoh(conn)
check("forged marks", "accept", verdict(conn))
truth("forged marks are removed", mt.eom_check(conn, MT_HDRDELETE, "X-Jeda"))
truth("and none is added", not mt.eom_check(conn, MT_HDRADD))
mt.disconnect(conn)
still_alive()
