-- What the scripts share. `socket` and `script` are given with -D by run-miltertest.

-- All that Postfix 3.7 offers: actions (SMFIF_*) and steps (SMFIP_*).
ALL_ACTIONS = 0x1ff
ALL_STEPS = 0x1fffff
NO_QUARANTINE = 0x1df

-- miltertest swallows the message of an error.
function fail(what)
  mt.echo(script .. ": " .. what)
  mt.echo(debug.traceback())
  error(what)
end

function check(what, want, got)
  if want ~= got then fail(string.format("%s: expected %s, got %s", what, tostring(want), tostring(got))) end
end

function truth(what, condition)
  if not condition then fail(what) end
end

function connect()
  local conn = mt.connect(socket, 100, 0.05)
  truth("the filter does not listen", conn ~= nil)
  return conn
end

-- Debian's miltertest 2.11 takes the steps before the actions, whatever its manual says.
function negotiate(conn, version, actions, steps)
  check("negotiate", nil, mt.negotiate(conn, version, steps, actions))
end

-- A connection from outside, negotiated as Postfix does unless told otherwise.
function open(version, actions, steps)
  local conn = connect()
  negotiate(conn, version or 6, actions or ALL_ACTIONS, steps or ALL_STEPS)
  check("conninfo", nil, mt.conninfo(conn, "client.example", "203.0.113.20"))
  return conn
end

-- miltertest raises an error where the filter declined this event.
function eoh(conn)
  if not mt.test_option(conn, SMFIP_NOEOH) then check("eoh", nil, mt.eoh(conn)) end
end

function envelope(conn, login, from, ...)
  if login then mt.macro(conn, SMFIC_MAIL, "{auth_authen}", login) end
  check("mail", nil, mt.mailfrom(conn, "<" .. from .. ">"))
  for _, to in ipairs({...}) do check("rcpt", nil, mt.rcptto(conn, "<" .. to .. ">")) end
  check("data", nil, mt.data(conn))
end

function content(conn, id, body)
  check("header", nil, mt.header(conn, "From", "budi@ours.example"))
  check("header", nil, mt.header(conn, "Subject", "Offer"))
  if id then check("header", nil, mt.header(conn, "Message-ID", "<" .. id .. ">")) end
  eoh(conn)
  check("body", nil, mt.bodystring(conn, body or "Hello.\r\n"))
end

-- "accept", "hold", "refused" (550 or 451: miltertest does not tell them apart in replies of several lines), or the reply's number.
function verdict(conn)
  check("end of message", nil, mt.eom(conn))
  local reply = mt.getreply(conn)
  if reply == SMFIR_REPLYCODE then return "refused" end
  if mt.eom_check(conn, MT_QUARANTINE) then return "hold" end
  if reply == SMFIR_ACCEPT or reply == SMFIR_CONTINUE then return "accept" end
  return tostring(reply)
end

function send(conn, login, to, id)
  envelope(conn, login, login .. "@ours.example", to)
  content(conn, id)
  return verdict(conn)
end

-- The filter still judges as it should. Each script ends with it.
function still_alive()
  local conn = open()
  local to = string.format("alive-%s-%d@prospect.example", script, os.time())
  check("a first contact afterwards", "accept", send(conn, "budi", to, "alive-1-" .. to))
  check("a second one afterwards", "hold", send(conn, "budi", to, "alive-2-" .. to))
  mt.disconnect(conn)
end
