#include "wasm/tab_channel.hpp"

#include "wasm/inbox.hpp"
#include "wasm/js.hpp"

namespace quern::wasm {

TabChannel::TabChannel(std::string_view name) { quern_js_open_tabs(name.data(), name.size()); }
TabChannel::~TabChannel() { quern_js_close_tabs(); }

Result<void> TabChannel::post(std::string message) {
  quern_js_tell_tabs(message.data(), message.size());
  return {};
}

query::Subscription TabChannel::on_message(UniqueFunction<void(std::string_view)> callback) {
  return listeners_.add(std::move(callback));
}

// Copied: who hears it may ask the page for something else, by the same inbox.
void TabChannel::on_message(std::size_t size) { listeners_.notify(std::string(Inbox::text(size))); }

}  // namespace quern::wasm
