#include "core/app/router.hpp"

#include <utility>

namespace quern::app {

Router::Router(AddressBar& bar, Listener on_change)
    : bar_(bar),
      on_change_(std::move(on_change)),
      route_(parse_route(bar.location())) {
  name_entry();
}

// One page has one address: "/" is shown as "/projects".
void Router::name_entry() {
  auto path = format_route(route_);
  if (path != bar_.location()) bar_.replace_location(path);
}

void Router::go(Route route) {
  if (route == route_) return;
  bar_.push_location(format_route(route));
  arrive(std::move(route), Arrival::link);
}

void Router::replace(Route route) {
  if (route == route_) return;
  bar_.replace_location(format_route(route));
  arrive(std::move(route), Arrival::rename);
}

void Router::on_location_changed() {
  auto route = parse_route(bar_.location());
  if (route == route_) return name_entry();
  arrive(std::move(route), Arrival::history);
  name_entry();
}

void Router::arrive(Route route, Arrival how) {
  const auto from = std::exchange(route_, std::move(route));
  arrival_ = how;
  if (on_change_) on_change_(from, how);
}

}  // namespace quern::app
