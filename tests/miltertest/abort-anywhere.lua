-- Abort between any two steps, and the next message on the same connection is judged afresh.
local conn = open()
local to = "abort@anywhere.example"
local steps = {
  function() mt.mailfrom(conn, "<budi@ours.example>") end,
  function() mt.rcptto(conn, "<" .. to .. ">") end,
  function() mt.data(conn) end,
  function() mt.header(conn, "Subject", "Offer") end,
  function() mt.header(conn, "Message-ID", "<aborted@x>") end,
  function() eoh(conn) end,
  function() mt.bodystring(conn, "Hello.\r\n") end,
  function() mt.bodystring(conn, "More.\r\n") end,
}
for last = 0, #steps do
  mt.macro(conn, SMFIC_MAIL, "{auth_authen}", "budi")
  for i = 1, last do steps[i]() end
  check("abort after step " .. last, nil, mt.abort(conn))
end
check("two aborts", nil, mt.abort(conn))
check("nothing of it was counted", "accept", send(conn, "budi", to, "whole@x"))
check("the whole one was", "hold", send(conn, "budi", to, "second@x"))
check("an abort after the verdict", nil, mt.abort(conn))
check("takes nothing back", "hold", send(conn, "budi", to, "third@x"))
mt.disconnect(conn)
still_alive()
