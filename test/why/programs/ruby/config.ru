# A Rack program: waits, waits under Rack::Lock, or computes.
require 'rack/lock'

WAIT_S = Float(ENV.fetch('WAIT_MS', '300')) / 1000

answer = [200, { 'Content-Type' => 'text/plain' }, ['PONG!']]
waiting = lambda do |_env|
  sleep WAIT_S
  answer
end
computing = lambda do |_env|
  # CPU time rather than elapsed time: calls take longer on a busy machine, as real work does.
  till = Process.clock_gettime(Process::CLOCK_THREAD_CPUTIME_ID) + WAIT_S
  1000.times { |n| n * n } while Process.clock_gettime(Process::CLOCK_THREAD_CPUTIME_ID) < till
  answer
end

use Rack::Lock if ENV['LOCK'] == 'all'
map('/ping') { run waiting }
map('/cpu') { run computing }
map('/locked') do
  use Rack::Lock
  run waiting
end
