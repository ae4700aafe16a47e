-- Six hundred recipients, and the strictest finding decides for all.
local conn = open()
local function send_to_all(id, extra)
  mt.macro(conn, SMFIC_MAIL, "{auth_authen}", "budi")
  check("mail", nil, mt.mailfrom(conn, "<budi@ours.example>"))
  for i = 1, 600 do check("rcpt", nil, mt.rcptto(conn, "<p" .. i .. "@many" .. i .. ".example>")) end
  if extra then check("rcpt", nil, mt.rcptto(conn, "<" .. extra .. ">")) end
  check("data", nil, mt.data(conn))
  content(conn, id)
  return verdict(conn)
end
check("six hundred", "accept", send_to_all("many-1@x"))
check("one of them again", "hold", send(conn, "budi", "p600@many600.example", "many-2@x"))
check("a stranger's first mail", "accept", send(conn, "sari", "s@owned.example", "many-3@x"))
check("one is refused, so all are", "refused", send_to_all("many-4@x", "s@owned.example"))
mt.disconnect(conn)
still_alive()
