-- One 720-byte event a request, each with an id of its own: thread number, counter, run.
local thread_count = 0
function setup(thread)
  thread:set("number", thread_count)
  thread_count = thread_count + 1
end

local counter = 0
local head, tail
function init(args)
  local run = args[1]
  head = '{"specversion":"1.0","source":"acs.dataworks","type":"dataworks:FileChange:CommitFile",'
    .. '"subject":"","time":"2026-11-21T10:00:00.117Z","datacontenttype":"application/json;charset=utf-8",'
    .. '"data":{"eventCode":"commit-file","projectId":80006,"tenantId":280749521950784,'
    .. '"operator":"182293110403000","fileId":9007199254740993,"fileName":"ods_orders.sql",'
    .. '"fileType":10,"fileOwner":"182293110403000","changeType":"UPDATE","nodeId":1002698219,'
    .. '"extensionBizId":"audit_4d7ebb42b805428483148295a97a8404","fileVersion":7,'
    .. '"fileCreateTime":"2026-11-21 10:00:00","dataSourceName":"odps_first","blockBusiness":false,'
    .. '"note":"' .. string.rep("x", 110) .. '"},"id":"' .. run .. "-" .. number .. "-"
  tail = '"}'
  wrk.method = "POST"
  wrk.headers["content-type"] = "application/cloudevents+json"
end

function request()
  counter = counter + 1
  return wrk.format(nil, "/events", nil, head .. counter .. tail)
end

-- One line for the program that reads this: requests answered, answers that were errors, microseconds.
function done(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d\n", summary.requests,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write
      + summary.errors.timeout, summary.duration))
end
