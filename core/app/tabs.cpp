#include "core/app/tabs.hpp"

#include <utility>

namespace quern::app {

Tabs::Tabs(query::TabChannel* channel, std::function<void(News news)> on_news)
    : channel_(channel),
      on_news_(std::move(on_news)) {
  if (channel_) messages_ = channel_->on_message([this](std::string_view message) { hear(message); });
}

// One that does not arrive is no loss: the other tab looks by itself when it is looked at.
void Tabs::tell(News news) {
  if (channel_ && !user_.is_empty()) (void)channel_->post(static_cast<char>(news) + user_.text);
}

void Tabs::hear(std::string_view message) {
  if (user_.is_empty() || message.empty() || message.substr(1) != user_.text) return;
  for (const auto news : {News::projects, News::left}) {
    if (message.front() == static_cast<char>(news)) return on_news_(news);
  }
}

}  // namespace quern::app
