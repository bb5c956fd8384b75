-- wrk: sends each request of REQUESTS (all of LENGTH bytes) once, starting at number START.
local length, start = tonumber(os.getenv("LENGTH")), tonumber(os.getenv("START"))
local file
function init()
  file = assert(io.open(os.getenv("REQUESTS"), "rb"))
  file:setvbuf("full", 1048576)
  file:seek("set", start * length)
end
function request()
  return assert(file:read(length), "the file of requests is used up: make it larger")
end
