-- wrk's requests: each a message of its own, under a key of its own.
--   wrk -s serve_messages.lua URL -- <port> <cookie> <chat id>
local headers, chat

local function uuid()
  return (string.gsub('xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx', 'x', function() return string.format('%x', math.random(0, 15)) end))
end

function init(args)
  math.randomseed(os.time() + tonumber(tostring({}):match('0x(%x+)'), 16) % 1000000)
  chat = args[3]
  headers = {
    ['Cookie'] = 'quern_session=' .. args[2], ['Content-Type'] = 'application/json', ['X-Requested-With'] = 'quern',
    ['Origin'] = 'http://127.0.0.1:' .. args[1],
  }
end

function request()
  headers['Idempotency-Key'] = uuid()
  local body = '{"chat_id":"' .. chat .. '","type":"text","content":"A message of some words, as people write them",' ..
    '"client_id":"' .. headers['Idempotency-Key'] .. '"}'
  return wrk.format('POST', '/api/messages', headers, body)
end

local statuses = {}
function response(status) statuses[status] = (statuses[status] or 0) + 1 end
