-- Close as the only call, at every point, politely or not.
for _, polite in ipairs({true, false}) do
  mt.disconnect(connect(), polite)
  local conn = connect()
  negotiate(conn, 6, ALL_ACTIONS, ALL_STEPS)
  mt.disconnect(conn, polite)
  mt.disconnect(open(), polite)
  conn = open()
  mt.disconnect(conn, polite)
end
still_alive()
