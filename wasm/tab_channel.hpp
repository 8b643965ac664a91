// The other tabs by the page's BroadcastChannel: what is posted reaches every page of our origin that opened the name, but
// not this one. Where the browser has none, nothing is carried, and that is no error.
// Owned by Page, one a page. Two people may be in two tabs: whose a message is, it says itself (TabSyncOptions::scope).
#pragma once

#include <string_view>

#include "core/query/tab_sync.hpp"

namespace quern::wasm {

class TabChannel final : public query::TabChannel {
 public:
  explicit TabChannel(std::string_view name);
  TabChannel(const TabChannel&) = delete;
  TabChannel& operator=(const TabChannel&) = delete;
  ~TabChannel() override;

  Result<void> post(std::string message) override;
  query::Subscription on_message(UniqueFunction<void(std::string_view)> callback) override;

  void on_message(std::size_t size);  // in the inbox

 private:
  query::Listeners<std::string_view> listeners_;
};

}  // namespace quern::wasm
