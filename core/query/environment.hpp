// What the world around the cache does: is the application in front of a person, is there a connection.
// Both start as yes, and stay so until somebody says otherwise; listeners hear changes only.
#pragma once

#include <utility>

#include "core/query/subscription.hpp"

namespace quern::query {

class Switch {
 public:
  bool is_on() const { return is_on_; }
  void set(bool is_on) {
    if (std::exchange(is_on_, is_on) != is_on) listeners_.notify(is_on);
  }
  Subscription subscribe(UniqueFunction<void(bool)> callback) { return listeners_.add(std::move(callback)); }

 private:
  bool is_on_ = true;
  Listeners<bool> listeners_;
};

class FocusManager : public Switch {
 public:
  bool is_focused() const { return is_on(); }
  void set_focused(bool is_focused) { set(is_focused); }
};

class OnlineManager : public Switch {
 public:
  bool is_online() const { return is_on(); }
  void set_online(bool is_online) { set(is_online); }
};

}  // namespace quern::query
