-- The MTA goes away in the middle of a message: nothing of it is kept.
local to = "quit@midway.example"
local points = {
  function(conn) end,
  function(conn) mt.header(conn, "Subject", "Offer") end,
  function(conn) content(conn, "quit@x") end,
}
for _, polite in ipairs({true, false}) do
  for _, point in ipairs(points) do
    local conn = open()
    envelope(conn, "budi", "budi@ours.example", to)
    point(conn)
    mt.disconnect(conn, polite)
  end
end
local conn = open()
check("a first contact", "accept", send(conn, "budi", to, "whole-quit@x"))
mt.disconnect(conn)
still_alive()
