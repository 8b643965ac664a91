// A socket between two threads: its frames are read and written on the sockets' strand, its rules run on the loop's thread.
#pragma once

#include "serve/http/socket.hpp"
#include "serve/runtime/loop_thread.hpp"

namespace quern::serve {

// What the rules decided, as the sockets' side may use it on any thread: what is the rules' own is called, and goes, on
// the loop, in the order in which it came. The loop must outlive what is answered, stopped or not.
SocketDecision on_loop(LoopThread& loop, SocketDecision decision);

}  // namespace quern::serve
