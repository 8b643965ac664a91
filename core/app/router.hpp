// Where the person is now, kept equal with the address bar both ways.
// Owned by App. The address is the truth on start, on back and on forward; go() and replace() write it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/app/route.hpp"

namespace quern::app {

// The address bar, as the router needs it: ui::Platform in the program, a list in tests. Paths begin with "/".
class AddressBar {
 public:
  virtual ~AddressBar() = default;
  virtual std::string location() const = 0;
  virtual void push_location(std::string_view path) = 0;     // a new entry of the history
  virtual void replace_location(std::string_view path) = 0;  // the same entry, renamed
};

// How one came to a page: it decides where its scroll starts and whether the focus moves.
enum class Arrival : unsigned char {
  start,    // the first page
  link,     // go(): a new entry, read from its top
  rename,   // replace(): the same entry under another address (search as one types): nothing moves
  history,  // back or forward: its scroll returns
};

class Router {
 public:
  using Listener = std::function<void(const Route& from, Arrival how)>;

  Router(AddressBar& bar, Listener on_change);

  const Route& route() const { return route_; }
  Arrival arrival() const { return arrival_; }
  void go(Route route);        // does nothing where one already is
  void replace(Route route);   // likewise
  void on_location_changed();  // back, forward, or an address typed in

 private:
  void name_entry();
  void arrive(Route route, Arrival how);

  AddressBar& bar_;
  Listener on_change_;
  Route route_;
  Arrival arrival_ = Arrival::start;
};

}  // namespace quern::app
