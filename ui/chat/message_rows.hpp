// A conversation as rows of a list: what stands above each message (the day, where reading began), how it joins with its
// neighbours, and so how high it is. Before the first row there is one for what is older, behind the last one for what waits.
// Made anew each frame; good for that frame.
#pragma once

#include <cstdint>
#include <string>

#include "core/app/conversation.hpp"
#include "ui/anchored_layout.hpp"
#include "ui/chat/message_bubble.hpp"
#include "ui/ui.hpp"

namespace quern::ui {

enum class Older : std::uint8_t { none, loading, failed, offline };  // what is before the first message

struct MessageRowsOptions {
  std::int64_t read_by_other = 0;  // the number of the last message they read
  std::int64_t first_unread = 0;   // stands under the divider; 0: there is none
  Older older = Older::none;
  bool shows_waiting = false;  // say how many messages wait
};

class MessageRows final : public AnchoredRows {
 public:
  // Everything about a row but its place.
  struct Look {
    app::ConversationItem item;
    std::string time, day;  // day: "" where it is that of the row above
    Bubble bubble;          // points into these
    BubbleShape shape;
    std::string problem;  // why it was not sent, "" where all is well
    bool has_divider = false;
  };

  MessageRows(Ui& ui, const app::Conversation& conversation, const MessageRowsOptions& options)
      : ui_(ui),
        conversation_(conversation),
        options_(options) {}

  std::size_t count() const override { return conversation_.count() + 2; }
  std::uint64_t identity(std::size_t row) const override;
  std::uint64_t revision(std::size_t row) const override;
  float height(std::size_t row, float width) override;

  bool is_head(std::size_t row) const { return row == 0; }
  bool is_foot(std::size_t row) const { return row + 1 == count(); }
  app::ConversationItem item(std::size_t row) const { return conversation_.at(row - 1); }
  void look(std::size_t row, float width, Look& look) const;  // of a message
  const MessageRowsOptions& options() const { return options_; }
  std::size_t waiting() const { return conversation_.waiting(); }

  static constexpr float divider_height = 36, day_height = 44, problem_height = 22, hole_height = 48;
  float gap_above(const Look& look) const;

 private:
  bool has_item(std::size_t row) const { return row > 0 && row + 1 < count(); }
  bool starts_day(std::size_t row) const;
  bool has_divider(const app::ConversationItem& item) const;
  bool joins(std::size_t upper) const;  // this row and the one below: one author's, at one go
  bool has_problem(const app::ConversationItem& item) const { return item.delivery == app::Delivery::failed; }

  Ui& ui_;
  const app::Conversation& conversation_;
  MessageRowsOptions options_;
};

Ticks ticks_of(const app::ConversationItem& item, std::int64_t read_by_other);

}  // namespace quern::ui
