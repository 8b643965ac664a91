// The message store as JavaScript's measurements call it (history_peer.mjs): built as the page is, in Node.
#include <emscripten.h>
#include <malloc.h>

#include "tests/bench/history_world.hpp"

namespace {

std::optional<quern::bench::World> world;
std::string frame;

}  // namespace

extern "C" {

// A chat on screen with so many messages, in place of the last.
EMSCRIPTEN_KEEPALIVE void history_open(int count) {
  world.reset();
  world.emplace(count);
}

// Where the next frame's text goes.
EMSCRIPTEN_KEEPALIVE char* history_buffer(int size) {
  frame.resize(static_cast<std::size_t>(size));
  return frame.data();
}

// Takes it in, and answers the newest number that the reader sees.
EMSCRIPTEN_KEEPALIVE int history_take() {
  if (const auto event = quern::decode_event<quern::Message>(frame)) world->loader.take(*event);
  return static_cast<int>(world->shown.newest_number());
}

// A frame's text as the server writes it, for the message of this number: pointer; length by history_frame_size().
EMSCRIPTEN_KEEPALIVE const char* history_frame(int number) {
  const auto message = quern::bench::message(number);
  frame = quern::format_frame("message.created", quern::encode(message), number);
  return frame.c_str();
}
EMSCRIPTEN_KEEPALIVE int history_frame_size() { return static_cast<int>(frame.size()); }

EMSCRIPTEN_KEEPALIVE double history_bytes() { return static_cast<double>(mallinfo().uordblks); }
}
