#include "core/app/connection.hpp"

#include <algorithm>
#include <utility>

namespace quern::app {
namespace {

using std::chrono::seconds;

constexpr Duration quiet_time{2'000};
constexpr int lasting_failures = 5;

}  // namespace

void Connection::on_link(const LinkStatus& status) {
  const auto before = std::exchange(link_, status).state;
  if (status.state == LinkState::stopped) well_until_.reset();
  if (status.state == LinkState::stopped || status.state == LinkState::live) return trouble_since_.reset();
  if (before == LinkState::live) well_until_ = scheduler_.wall_now();
  if (!trouble_since_) trouble_since_ = scheduler_.now();
}

bool Connection::is_quiet() const {
  return link_.state != LinkState::offline && scheduler_.now() - *trouble_since_ < quiet_time;
}

ConnectionNotice Connection::notice() const {
  using enum ConnectionNotice::Kind;
  if (!trouble_since_ || is_quiet()) return {};
  ConnectionNotice notice{.kind = reconnecting, .is_lasting = link_.failures >= lasting_failures, .since = well_until_};
  if (link_.state == LinkState::offline) notice.kind = offline;
  if (link_.next_try) {
    notice.kind = waiting;
    notice.next_try_in = std::max(std::chrono::ceil<seconds>(*link_.next_try - scheduler_.now()), seconds{1});
  }
  return notice;
}

std::optional<Duration> Connection::next_change_in() const {
  if (!trouble_since_) return std::nullopt;
  if (is_quiet()) return *trouble_since_ + quiet_time - scheduler_.now();
  if (!link_.next_try) return std::nullopt;
  const auto left = *link_.next_try - scheduler_.now();
  if (left <= seconds{1}) return std::nullopt;  // the try itself is the next change
  return left - (std::chrono::ceil<seconds>(left) - seconds{1});
}

}  // namespace quern::app
